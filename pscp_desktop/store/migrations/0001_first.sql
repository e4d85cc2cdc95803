CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE gate (open INTEGER NOT NULL);
INSERT INTO gate VALUES (0);
CREATE TABLE stream (
  no INTEGER PRIMARY KEY, device BLOB NOT NULL, incarnation INTEGER NOT NULL,
  UNIQUE (device, incarnation));
CREATE TABLE position (
  scope BLOB, stream INTEGER, last INTEGER NOT NULL, PRIMARY KEY (scope, stream)) WITHOUT ROWID;
CREATE TABLE change (
  no INTEGER PRIMARY KEY, scope BLOB NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
  hlc INTEGER NOT NULL, wall INTEGER NOT NULL, user BLOB NOT NULL, txn BLOB NOT NULL,
  state INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (scope, stream, number));
CREATE INDEX change_state ON change (state) WHERE state <> 2;
CREATE TABLE heads (record BLOB PRIMARY KEY, cells BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sibling (
  record BLOB, field INTEGER, stream INTEGER, number INTEGER, op INTEGER, hlc INTEGER NOT NULL,
  user BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (record, field, stream, number, op)) WITHOUT ROWID;
CREATE TABLE replaced (
  record BLOB, field INTEGER, stream INTEGER, number INTEGER, op INTEGER,
  PRIMARY KEY (record, field, stream, number, op)) WITHOUT ROWID;
CREATE TABLE audit (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, user BLOB NOT NULL, act TEXT NOT NULL,
  dossier BLOB NOT NULL, record BLOB NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL,
  mac BLOB NOT NULL);
CREATE INDEX audit_dossier ON audit (dossier, n);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TABLE to_index (record BLOB PRIMARY KEY, kind INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE indexed (
  no INTEGER PRIMARY KEY, record BLOB NOT NULL UNIQUE, dossier BLOB NOT NULL,
  kind INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (
  text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TABLE draft (
  id BLOB PRIMARY KEY, form TEXT NOT NULL, dossier BLOB NOT NULL, record BLOB NOT NULL,
  saved INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE addresswarning (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	place VARCHAR NOT NULL,
	warning VARCHAR NOT NULL,
	two_people BOOLEAN NOT NULL,
	lifted_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_addresswarning_dossier ON addresswarning (dossier);
CREATE TRIGGER addresswarning_insert BEFORE INSERT ON addresswarning
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER addresswarning_update BEFORE UPDATE ON addresswarning
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER addresswarning_delete BEFORE DELETE ON addresswarning
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE appointment (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	starts_at DATETIME NOT NULL,
	minutes INTEGER NOT NULL,
	what VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	worker CHAR(32) NOT NULL,
	state VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_appointment_dossier ON appointment (dossier);
CREATE TRIGGER appointment_insert BEFORE INSERT ON appointment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER appointment_update BEFORE UPDATE ON appointment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER appointment_delete BEFORE DELETE ON appointment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE attachment (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	blob BLOB NOT NULL,
	"key" BLOB NOT NULL,
	name VARCHAR NOT NULL,
	media_type VARCHAR NOT NULL,
	size INTEGER NOT NULL,
	digest BLOB NOT NULL,
	about CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_attachment_dossier ON attachment (dossier);
CREATE TRIGGER attachment_insert BEFORE INSERT ON attachment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attachment_update BEFORE UPDATE ON attachment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attachment_delete BEFORE DELETE ON attachment
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE circle (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	name VARCHAR NOT NULL,
	scope CHAR(32) NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_circle_dossier ON circle (dossier);
CREATE TRIGGER circle_insert BEFORE INSERT ON circle
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER circle_update BEFORE UPDATE ON circle
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER circle_delete BEFORE DELETE ON circle
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE circlemember (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	circle CHAR(32) NOT NULL,
	worker CHAR(32) NOT NULL,
	until DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_circlemember_dossier ON circlemember (dossier);
CREATE TRIGGER circlemember_insert BEFORE INSERT ON circlemember
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER circlemember_update BEFORE UPDATE ON circlemember
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER circlemember_delete BEFORE DELETE ON circlemember
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE consent (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	person CHAR(32) NOT NULL,
	purpose VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	form VARCHAR NOT NULL,
	"on" DATE,
	recipient VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	text_version VARCHAR NOT NULL,
	expires_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_consent_dossier ON consent (dossier);
CREATE TRIGGER consent_insert BEFORE INSERT ON consent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER consent_update BEFORE UPDATE ON consent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER consent_delete BEFORE DELETE ON consent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE contact (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	at DATETIME NOT NULL,
	kind VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	with_party CHAR(32),
	minutes INTEGER NOT NULL,
	summary VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_contact_dossier ON contact (dossier);
CREATE TRIGGER contact_insert BEFORE INSERT ON contact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER contact_update BEFORE UPDATE ON contact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER contact_delete BEFORE DELETE ON contact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE dossier (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	kind VARCHAR NOT NULL,
	service VARCHAR NOT NULL,
	number VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	parent CHAR(32),
	compartment VARCHAR NOT NULL,
	circle CHAR(32) NOT NULL,
	owner CHAR(32) NOT NULL,
	opened_on DATE,
	closed_on DATE,
	district VARCHAR NOT NULL,
	reserved BOOLEAN NOT NULL,
	legal_hold BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_dossier_dossier ON dossier (dossier);
CREATE TRIGGER dossier_insert BEFORE INSERT ON dossier
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER dossier_update BEFORE UPDATE ON dossier
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER dossier_delete BEFORE DELETE ON dossier
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE dossiercard (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	"of" CHAR(32) NOT NULL,
	number VARCHAR NOT NULL,
	service VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	owner CHAR(32) NOT NULL,
	opened_on DATE,
	due_on DATE,
	closed_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_dossiercard_dossier ON dossiercard (dossier);
CREATE TRIGGER dossiercard_insert BEFORE INSERT ON dossiercard
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER dossiercard_update BEFORE UPDATE ON dossiercard
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER dossiercard_delete BEFORE DELETE ON dossiercard
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE exclusion (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	worker CHAR(32) NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_exclusion_dossier ON exclusion (dossier);
CREATE TRIGGER exclusion_insert BEFORE INSERT ON exclusion
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER exclusion_update BEFORE UPDATE ON exclusion
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER exclusion_delete BEFORE DELETE ON exclusion
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE membership (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	worker CHAR(32) NOT NULL,
	"right" VARCHAR NOT NULL,
	until DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_membership_dossier ON membership (dossier);
CREATE TRIGGER membership_insert BEFORE INSERT ON membership
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER membership_update BEFORE UPDATE ON membership
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER membership_delete BEFORE DELETE ON membership
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE note (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	text VARCHAR NOT NULL,
	amends CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_note_dossier ON note (dossier);
CREATE TRIGGER note_insert BEFORE INSERT ON note
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER note_update BEFORE UPDATE ON note
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER note_delete BEFORE DELETE ON note
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE organisation (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	name VARCHAR NOT NULL,
	institution VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	telephone VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	registry_number VARCHAR NOT NULL,
	protection_officer VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_organisation_dossier ON organisation (dossier);
CREATE TRIGGER organisation_insert BEFORE INSERT ON organisation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER organisation_update BEFORE UPDATE ON organisation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER organisation_delete BEFORE DELETE ON organisation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE printeddocument (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	kind VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	printed_at DATETIME NOT NULL,
	about CHAR(32),
	code VARCHAR NOT NULL,
	digest BLOB NOT NULL,
	signed_scan CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_printeddocument_dossier ON printeddocument (dossier);
CREATE TRIGGER printeddocument_insert BEFORE INSERT ON printeddocument
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER printeddocument_update BEFORE UPDATE ON printeddocument
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER printeddocument_delete BEFORE DELETE ON printeddocument
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE referral (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	to_service VARCHAR NOT NULL,
	person CHAR(32),
	urgent BOOLEAN NOT NULL,
	reason VARCHAR NOT NULL,
	consent CHAR(32),
	state VARCHAR NOT NULL,
	sent_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_referral_dossier ON referral (dossier);
CREATE TRIGGER referral_insert BEFORE INSERT ON referral
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER referral_update BEFORE UPDATE ON referral
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER referral_delete BEFORE DELETE ON referral
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE visit (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	worker CHAR(32) NOT NULL,
	companion VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	leaves_at DATETIME NOT NULL,
	back_at DATETIME NOT NULL,
	returned_at DATETIME,
	unsafe BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_visit_dossier ON visit (dossier);
CREATE TRIGGER visit_insert BEFORE INSERT ON visit
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER visit_update BEFORE UPDATE ON visit
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER visit_delete BEFORE DELETE ON visit
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE worker (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	name VARCHAR NOT NULL,
	roles VARCHAR NOT NULL,
	letters VARCHAR NOT NULL,
	registry_number VARCHAR NOT NULL,
	qualification VARCHAR NOT NULL,
	insurer VARCHAR NOT NULL,
	insured_until DATE,
	languages VARCHAR NOT NULL,
	left_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_worker_dossier ON worker (dossier);
CREATE TRIGGER worker_insert BEFORE INSERT ON worker
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER worker_update BEFORE UPDATE ON worker
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER worker_delete BEFORE DELETE ON worker
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
