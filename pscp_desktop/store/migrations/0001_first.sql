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
CREATE TABLE agreement (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	reached_on DATE,
	place VARCHAR NOT NULL,
	total BOOLEAN NOT NULL,
	preamble VARCHAR NOT NULL,
	left_open VARCHAR NOT NULL,
	told_binding BOOLEAN NOT NULL,
	replaces CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_agreement_dossier ON agreement (dossier);
CREATE TRIGGER agreement_insert BEFORE INSERT ON agreement
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER agreement_update BEFORE UPDATE ON agreement
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER agreement_delete BEFORE DELETE ON agreement
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
CREATE TABLE attemptdeclaration (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	session CHAR(32) NOT NULL,
	mediator CHAR(32) NOT NULL,
	asked_by CHAR(32),
	good_faith BOOLEAN NOT NULL,
	"on" DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_attemptdeclaration_dossier ON attemptdeclaration (dossier);
CREATE TRIGGER attemptdeclaration_insert BEFORE INSERT ON attemptdeclaration
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attemptdeclaration_update BEFORE UPDATE ON attemptdeclaration
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attemptdeclaration_delete BEFORE DELETE ON attemptdeclaration
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE attendance (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	session CHAR(32) NOT NULL,
	party CHAR(32) NOT NULL,
	attended BOOLEAN NOT NULL,
	excuse VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_attendance_dossier ON attendance (dossier);
CREATE TRIGGER attendance_insert BEFORE INSERT ON attendance
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attendance_update BEFORE UPDATE ON attendance
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER attendance_delete BEFORE DELETE ON attendance
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
CREATE TABLE clause (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	agreement CHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	text VARCHAR NOT NULL,
	obligor CHAR(32),
	beneficiary CHAR(32),
	kind VARCHAR NOT NULL,
	measure VARCHAR NOT NULL,
	starts_on DATE,
	due_on DATE,
	recurrence VARCHAR NOT NULL,
	evidence VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_clause_dossier ON clause (dossier);
CREATE TRIGGER clause_insert BEFORE INSERT ON clause
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER clause_update BEFORE UPDATE ON clause
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER clause_delete BEFORE DELETE ON clause
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE clausecheck (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	follow_up CHAR(32) NOT NULL,
	clause CHAR(32) NOT NULL,
	found VARCHAR NOT NULL,
	remark VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_clausecheck_dossier ON clausecheck (dossier);
CREATE TRIGGER clausecheck_insert BEFORE INSERT ON clausecheck
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER clausecheck_update BEFORE UPDATE ON clausecheck
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER clausecheck_delete BEFORE DELETE ON clausecheck
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE conflictconsent (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	declaration CHAR(32) NOT NULL,
	party CHAR(32) NOT NULL,
	accepts BOOLEAN NOT NULL,
	"on" DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_conflictconsent_dossier ON conflictconsent (dossier);
CREATE TRIGGER conflictconsent_insert BEFORE INSERT ON conflictconsent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER conflictconsent_update BEFORE UPDATE ON conflictconsent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER conflictconsent_delete BEFORE DELETE ON conflictconsent
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE conflictdeclaration (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	mediator CHAR(32) NOT NULL,
	declared_on DATE,
	circumstance VARCHAR NOT NULL,
	details VARCHAR NOT NULL,
	withdraws BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_conflictdeclaration_dossier ON conflictdeclaration (dossier);
CREATE TRIGGER conflictdeclaration_insert BEFORE INSERT ON conflictdeclaration
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER conflictdeclaration_update BEFORE UPDATE ON conflictdeclaration
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER conflictdeclaration_delete BEFORE DELETE ON conflictdeclaration
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
CREATE TABLE constitutiveact (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	drawn_up_on DATE,
	place VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	matter VARCHAR NOT NULL,
	programme VARCHAR NOT NULL,
	sessions_planned INTEGER NOT NULL,
	runs_until DATE,
	fees_cents INTEGER NOT NULL,
	expenses_cents INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_constitutiveact_dossier ON constitutiveact (dossier);
CREATE TRIGGER constitutiveact_insert BEFORE INSERT ON constitutiveact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER constitutiveact_update BEFORE UPDATE ON constitutiveact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER constitutiveact_delete BEFORE DELETE ON constitutiveact
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
CREATE TABLE finalact (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	drawn_up_on DATE,
	place VARCHAR NOT NULL,
	cause VARCHAR NOT NULL,
	agreement CHAR(32),
	statement VARCHAR NOT NULL,
	papers_returned BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_finalact_dossier ON finalact (dossier);
CREATE TRIGGER finalact_insert BEFORE INSERT ON finalact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER finalact_update BEFORE UPDATE ON finalact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER finalact_delete BEFORE DELETE ON finalact
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE followup (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	agreement CHAR(32) NOT NULL,
	month INTEGER NOT NULL,
	due_on DATE,
	done_on DATE,
	done_by CHAR(32) NOT NULL,
	relation VARCHAR NOT NULL,
	new_incidents BOOLEAN NOT NULL,
	account VARCHAR NOT NULL,
	not_reached BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_followup_dossier ON followup (dossier);
CREATE TRIGGER followup_insert BEFORE INSERT ON followup
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER followup_update BEFORE UPDATE ON followup
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER followup_delete BEFORE DELETE ON followup
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE followupvoice (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	follow_up CHAR(32) NOT NULL,
	party CHAR(32) NOT NULL,
	relation VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_followupvoice_dossier ON followupvoice (dossier);
CREATE TRIGGER followupvoice_insert BEFORE INSERT ON followupvoice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER followupvoice_update BEFORE UPDATE ON followupvoice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER followupvoice_delete BEFORE DELETE ON followupvoice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE interimarrangement (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	session CHAR(32) NOT NULL,
	text VARCHAR NOT NULL,
	until DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_interimarrangement_dossier ON interimarrangement (dossier);
CREATE TRIGGER interimarrangement_insert BEFORE INSERT ON interimarrangement
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER interimarrangement_update BEFORE UPDATE ON interimarrangement
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER interimarrangement_delete BEFORE DELETE ON interimarrangement
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE invitation (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	party CHAR(32) NOT NULL,
	channel VARCHAR NOT NULL,
	sent_on DATE,
	received_on DATE,
	proof VARCHAR NOT NULL,
	answered_on DATE,
	answer VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_invitation_dossier ON invitation (dossier);
CREATE TRIGGER invitation_insert BEFORE INSERT ON invitation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER invitation_update BEFORE UPDATE ON invitation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER invitation_delete BEFORE DELETE ON invitation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE mediationprocess (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	channel VARCHAR NOT NULL,
	dispute VARCHAR NOT NULL,
	account VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	relationship VARCHAR NOT NULL,
	since VARCHAR NOT NULL,
	previous_attempts VARCHAR NOT NULL,
	in_court BOOLEAN NOT NULL,
	court_number VARCHAR NOT NULL,
	before_court BOOLEAN NOT NULL,
	urgency VARCHAR NOT NULL,
	received_at DATETIME NOT NULL,
	disposable BOOLEAN NOT NULL,
	restorative VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	constituted_on DATE,
	expires_on DATE,
	ended_on DATE,
	reopened_at DATETIME,
	object_for_documents VARCHAR NOT NULL,
	programme VARCHAR NOT NULL,
	fees_cents INTEGER,
	expenses_cents INTEGER,
	constitute_by DATE,
	brought VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_mediationprocess_dossier ON mediationprocess (dossier);
CREATE TRIGGER mediationprocess_insert BEFORE INSERT ON mediationprocess
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER mediationprocess_update BEFORE UPDATE ON mediationprocess
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER mediationprocess_delete BEFORE DELETE ON mediationprocess
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE mediationsession (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	kind VARCHAR NOT NULL,
	starts_at DATETIME NOT NULL,
	minutes INTEGER NOT NULL,
	place VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	mediator CHAR(32) NOT NULL,
	second_mediator CHAR(32),
	interpreter VARCHAR NOT NULL,
	announced BOOLEAN NOT NULL,
	informed BOOLEAN NOT NULL,
	issues VARCHAR NOT NULL,
	options VARCHAR NOT NULL,
	next_steps VARCHAR NOT NULL,
	notes VARCHAR NOT NULL,
	closed_part CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_mediationsession_dossier ON mediationsession (dossier);
CREATE TRIGGER mediationsession_insert BEFORE INSERT ON mediationsession
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER mediationsession_update BEFORE UPDATE ON mediationsession
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER mediationsession_delete BEFORE DELETE ON mediationsession
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
CREATE TABLE party (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	name VARCHAR NOT NULL,
	legal_name VARCHAR NOT NULL,
	document_number VARCHAR NOT NULL,
	domicile VARCHAR NOT NULL,
	telephone VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	safe_channel VARCHAR NOT NULL,
	safe_hours VARCHAR NOT NULL,
	contact_warning VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	interpreter BOOLEAN NOT NULL,
	support_needs VARCHAR NOT NULL,
	born_on DATE,
	role VARCHAR NOT NULL,
	nature VARCHAR NOT NULL,
	represents CHAR(32),
	representation VARCHAR NOT NULL,
	minor BOOLEAN NOT NULL,
	seating VARCHAR NOT NULL,
	left_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_party_dossier ON party (dossier);
CREATE TRIGGER party_insert BEFORE INSERT ON party
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER party_update BEFORE UPDATE ON party
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER party_delete BEFORE DELETE ON party
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
	issued VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	signed VARCHAR NOT NULL,
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
CREATE TABLE restorativeconditions (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	facts_acknowledged BOOLEAN NOT NULL,
	victim_informed BOOLEAN NOT NULL,
	victim_consents BOOLEAN NOT NULL,
	offender_consents BOOLEAN NOT NULL,
	safe BOOLEAN NOT NULL,
	not_prohibited BOOLEAN NOT NULL,
	checked_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_restorativeconditions_dossier ON restorativeconditions (dossier);
CREATE TRIGGER restorativeconditions_insert BEFORE INSERT ON restorativeconditions
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER restorativeconditions_update BEFORE UPDATE ON restorativeconditions
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER restorativeconditions_delete BEFORE DELETE ON restorativeconditions
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE satisfaction (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	party CHAR(32) NOT NULL,
	"on" DATE,
	process INTEGER,
	fairness INTEGER,
	voice INTEGER,
	mediator INTEGER,
	outcome INTEGER,
	recommends BOOLEAN,
	words VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_satisfaction_dossier ON satisfaction (dossier);
CREATE TRIGGER satisfaction_insert BEFORE INSERT ON satisfaction
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER satisfaction_update BEFORE UPDATE ON satisfaction
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER satisfaction_delete BEFORE DELETE ON satisfaction
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE screening (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	party CHAR(32) NOT NULL,
	held_on DATE,
	alone BOOLEAN NOT NULL,
	gender_violence BOOLEAN NOT NULL,
	sexual_violence BOOLEAN NOT NULL,
	other_violence BOOLEAN NOT NULL,
	coercion BOOLEAN NOT NULL,
	fear BOOLEAN NOT NULL,
	protective_order BOOLEAN NOT NULL,
	minors BOOLEAN NOT NULL,
	imbalance VARCHAR NOT NULL,
	capacity VARCHAR NOT NULL,
	measures VARCHAR NOT NULL,
	decision VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_screening_dossier ON screening (dossier);
CREATE TRIGGER screening_insert BEFORE INSERT ON screening
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER screening_update BEFORE UPDATE ON screening
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER screening_delete BEFORE DELETE ON screening
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE separatemeeting (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	party CHAR(32) NOT NULL,
	session CHAR(32),
	held_on DATE,
	said VARCHAR NOT NULL,
	interests VARCHAR NOT NULL,
	may_pass_on VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_separatemeeting_dossier ON separatemeeting (dossier);
CREATE TRIGGER separatemeeting_insert BEFORE INSERT ON separatemeeting
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER separatemeeting_update BEFORE UPDATE ON separatemeeting
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER separatemeeting_delete BEFORE DELETE ON separatemeeting
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE signature (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	act CHAR(32) NOT NULL,
	what VARCHAR NOT NULL,
	party CHAR(32),
	worker CHAR(32),
	answer VARCHAR NOT NULL,
	form VARCHAR NOT NULL,
	"on" DATE,
	code VARCHAR NOT NULL,
	drawing CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_signature_dossier ON signature (dossier);
CREATE TRIGGER signature_insert BEFORE INSERT ON signature
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER signature_update BEFORE UPDATE ON signature
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER signature_delete BEFORE DELETE ON signature
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE statechange (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	act VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	target VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	done_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_statechange_dossier ON statechange (dossier);
CREATE TRIGGER statechange_insert BEFORE INSERT ON statechange
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER statechange_update BEFORE UPDATE ON statechange
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER statechange_delete BEFORE DELETE ON statechange
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
	training VARCHAR NOT NULL,
	experience VARCHAR NOT NULL,
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
