use std::collections::{BTreeSet, HashMap};

use domain::access::OrganizationCode;
use domain::cds::CdsCode;
use domain::directory::{Organization, OrganizationKind};
use store::directory::OrganizationImports;

use crate::fatal::Fatal;

/// How many organizations are kept at most: those of the largest LEA, and some.
const KEPT: usize = 4000;

/// The schools and LEAs that rows name, read in batches and kept while there is room.
pub(crate) struct Schools {
    directory: OrganizationImports,
    known: HashMap<OrganizationCode, Option<Organization>>,
}

impl Schools {
    pub(crate) fn new(directory: OrganizationImports) -> Self {
        Self { directory, known: HashMap::new() }
    }

    /// Makes `schools` and their LEAs known.
    pub(crate) async fn learn(&mut self, schools: impl Iterator<Item = CdsCode>) -> Result<(), Fatal> {
        let schools: BTreeSet<_> = schools.map(OrganizationCode::Cds).collect();
        if self.known.len() + 2 * schools.len() > KEPT {
            self.known.clear();
        }
        self.read(schools.iter().copied()).await?;
        let leas: BTreeSet<_> =
            schools.iter().filter_map(|school| self.known.get(school)?.as_ref().map(lea_code)).collect();
        self.read(leas.into_iter()).await
    }

    async fn read(&mut self, codes: impl Iterator<Item = OrganizationCode>) -> Result<(), Fatal> {
        let unknown: Vec<_> = codes.filter(|code| !self.known.contains_key(code)).collect();
        if !unknown.is_empty() {
            let mut found = self.directory.read(&unknown).await?;
            self.known.extend(unknown.into_iter().map(|code| (code, found.remove(&code))));
        }
        Ok(())
    }

    /// The school with this code, if the directory has it.
    pub(crate) fn school(&self, code: CdsCode) -> Option<&Organization> {
        self.known.get(&OrganizationCode::Cds(code))?.as_ref()
    }

    /// The name of the school's LEA; its code where the directory lacks the LEA.
    pub(crate) fn lea_name(&self, school: &Organization) -> String {
        let lea = self.known.get(&lea_code(school)).and_then(Option::as_ref);
        lea.map_or_else(|| school.lea.map_or_else(String::new, |lea| lea.to_string()), |lea| lea.name.clone())
    }
}

fn lea_code(school: &Organization) -> OrganizationCode {
    if school.kind == OrganizationKind::DirectlyFundedCharter { school.code } else { school.parent() }
}
