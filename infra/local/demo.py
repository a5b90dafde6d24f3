"""The demo accounts, as `coord demo seed` makes them, to be shown to who starts the local stack."""

PASSWORD = "poppies bloom in april 2026"

ACCOUNTS = [
    ("lea.coordinator@poppy.test", "LEA CAASPP coordinator, Poppy Valley"),
    ("elpac.coordinator@poppy.test", "LEA ELPAC coordinator, Poppy Valley"),
    ("site.coordinator@poppy.test", "site CAASPP coordinator, Cedar High; also test administrator, Dune High"),
    ("test.administrator@poppy.test", "test administrator, Cedar High"),
    ("superintendent@poppy.test", "superintendent, Poppy Valley"),
    ("lea.coordinator@estuary.test", "LEA CAASPP coordinator, Estuary Charter"),
    ("lea.coordinator@redwood.test", "LEA CAASPP coordinator, Redwood Coast"),
    ("review.coordinator@poppy.test", "LEA review coordinator, Poppy Valley"),
    ("contributor@poppy.test", "LEA compliance contributor, Poppy Valley"),
    ("monitor@cde.test", "compliance monitor, program English Learner"),
    ("compliance.admin@cde.test", "compliance administrator"),
    ("editor@cde.test", "bulletin editor"),
    ("state.admin@cde.test", "state administrator"),
    ("help.desk@caltac.test", "help desk"),
    ("new.user@poppy.test", "added, not activated"),
    ("former.user@poppy.test", "deactivated"),
]
