use domain::compliance::{ProgramContact, ProgramInstrument};
use serde::Serialize;
use utoipa::ToSchema;

use super::summary::InstrumentBody;

/// A program that is monitored, and where an LEA asks about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonitoredProgram)]
pub struct ProgramBody {
    #[schema(value_type = String)]
    program: &'static str,
    #[schema(value_type = String)]
    name: &'static str,
    #[schema(value_type = String)]
    description_of_use: &'static str,
    office: String,
    telephone: String,
    /// For `If-Match` of a change of office or telephone; 0 is what CAIS lists.
    version: u64,
    instruments: Vec<InstrumentBody>,
}

impl From<&ProgramContact> for ProgramBody {
    fn from(contact: &ProgramContact) -> Self {
        let program = contact.program;
        Self {
            program: program.code(),
            name: program.name(),
            description_of_use: program.description_of_use(),
            office: contact.office.clone(),
            telephone: contact.telephone.clone(),
            version: contact.version,
            instruments: program.instruments().map(ProgramInstrument::into).collect(),
        }
    }
}
