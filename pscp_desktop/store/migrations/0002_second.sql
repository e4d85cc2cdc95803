-- What the desk learned after its first version.
-- What Today and the lists ask of ten thousand files is answered from these, in their order, without a
-- look at the records themselves.
CREATE INDEX card_due ON dossiercard (
  service, removed, closed_on, (due_on IS NULL), due_on, number, id, "of", dossier);
CREATE INDEX dossier_rights ON dossier (id, removed, kind, owner, circle, parent);
CREATE INDEX session_planned ON mediationsession (state, removed, starts_at, dossier);
CREATE INDEX follow_up_open ON followup (removed, done_on, due_on, dossier);
CREATE INDEX change_unsent ON change (wall) WHERE state = 0;
CREATE INDEX change_stream ON change (stream);
ALTER TABLE conflictconsent ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE conflictdeclaration ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE attemptdeclaration ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE constitutiveact ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE finalact ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE invitation ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE restorativeconditions ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE signature ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE statechange ADD COLUMN leaves VARCHAR NOT NULL DEFAULT '';
ALTER TABLE screening ADD COLUMN follows VARCHAR NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN answered_on DATE;
ALTER TABLE referral ADD COLUMN answer VARCHAR NOT NULL DEFAULT '';
CREATE TABLE transfer (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	source CHAR(32) NOT NULL,
	"to" CHAR(32) NOT NULL,
	from_day DATE,
	kept VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_transfer_dossier ON transfer (dossier);
CREATE TRIGGER transfer_insert BEFORE INSERT ON transfer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER transfer_update BEFORE UPDATE ON transfer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER transfer_delete BEFORE DELETE ON transfer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;

-- What reconciling with others keeps beside the records.
CREATE INDEX heads_marked ON heads (record)
  WHERE instr(cells, x'009193') OR instr(cells, x'009293') OR instr(cells, x'009393');
CREATE TABLE statement (
  chain BLOB, seq INTEGER, confirmed INTEGER NOT NULL, raw BLOB NOT NULL,
  PRIMARY KEY (chain, seq)) WITHOUT ROWID;
CREATE INDEX statement_unconfirmed ON statement (chain, seq) WHERE NOT confirmed;
CREATE TABLE scope_position (
  scope BLOB PRIMARY KEY, epoch BLOB NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL,
  members INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scope_told (
  scope BLOB PRIMARY KEY, epoch BLOB NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL,
  members INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scope_key (
  scope BLOB, commitment BLOB, number INTEGER NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (scope, commitment)) WITHOUT ROWID;
CREATE TABLE scope_wrap (
  scope BLOB, commitment BLOB, recipient BLOB, under BLOB, sealed BLOB NOT NULL,
  confirmed INTEGER NOT NULL, PRIMARY KEY (scope, commitment, recipient, under)) WITHOUT ROWID;
CREATE INDEX scope_wrap_unconfirmed ON scope_wrap (scope) WHERE NOT confirmed;
CREATE TABLE stream_end (
  scope BLOB, stream INTEGER, last INTEGER NOT NULL, id BLOB NOT NULL,
  PRIMARY KEY (scope, stream)) WITHOUT ROWID;
CREATE TABLE envelope (
  no INTEGER PRIMARY KEY, scope BLOB NOT NULL, stream INTEGER NOT NULL, first INTEGER NOT NULL,
  count INTEGER NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, waits TEXT NOT NULL,
  raw BLOB NOT NULL, UNIQUE (scope, stream, first));
CREATE INDEX envelope_id ON envelope (scope, id);
CREATE INDEX envelope_waits ON envelope (scope) WHERE waits <> '';
CREATE INDEX envelope_outside ON envelope (scope) WHERE seq = 0;
CREATE TABLE log_place (
  scope BLOB, seq INTEGER, chain BLOB NOT NULL, PRIMARY KEY (scope, seq)) WITHOUT ROWID;
CREATE TABLE known_write (
  scope BLOB, stream INTEGER, number INTEGER, hlc INTEGER NOT NULL, user BLOB NOT NULL,
  PRIMARY KEY (scope, stream, number)) WITHOUT ROWID;
CREATE TABLE known_mark (
  scope BLOB, stream INTEGER, number INTEGER, op INTEGER, removed INTEGER NOT NULL,
  saw BLOB NOT NULL, PRIMARY KEY (scope, stream, number, op)) WITHOUT ROWID;
CREATE TABLE snapshot (
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, scope BLOB NOT NULL, raw BLOB NOT NULL,
  owed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE snapshot_piece (
  snapshot BLOB, number INTEGER, body BLOB NOT NULL, PRIMARY KEY (snapshot, number));
CREATE TABLE snapshot_confirmed (
  snapshot BLOB PRIMARY KEY, scope BLOB NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  at INTEGER NOT NULL, word BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX snapshot_confirmed_scope ON snapshot_confirmed (scope, seq);
CREATE TABLE alarm (
  no INTEGER PRIMARY KEY, kind TEXT NOT NULL, scope BLOB NOT NULL, detail TEXT NOT NULL,
  at INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, scope, detail));
CREATE TABLE receipt (no INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE blob (
  id BLOB PRIMARY KEY, held INTEGER NOT NULL, pieces INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit_parcel (
  device BLOB, life INTEGER, first INTEGER, last INTEGER NOT NULL, claim BLOB NOT NULL,
  sealed BLOB NOT NULL, receipt BLOB NOT NULL, PRIMARY KEY (device, life, first));

-- What laptops told of themselves, and why one was put out.
CREATE TABLE laptoporder (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	laptop CHAR(32) NOT NULL,
	reason VARCHAR NOT NULL,
	settled VARCHAR NOT NULL,
	settled_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_laptoporder_dossier ON laptoporder (dossier);
CREATE TRIGGER laptoporder_insert BEFORE INSERT ON laptoporder
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER laptoporder_update BEFORE UPDATE ON laptoporder
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER laptoporder_delete BEFORE DELETE ON laptoporder
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE laptopreport (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	laptop CHAR(32) NOT NULL,
	program VARCHAR NOT NULL,
	met_at DATETIME NOT NULL,
	way VARCHAR NOT NULL,
	files INTEGER NOT NULL,
	unsent INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_laptopreport_dossier ON laptopreport (dossier);
CREATE TRIGGER laptopreport_insert BEFORE INSERT ON laptopreport
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER laptopreport_update BEFORE UPDATE ON laptopreport
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER laptopreport_delete BEFORE DELETE ON laptopreport
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
-- What a team keeps to be offered again: places, other services, pieces of text.
CREATE TABLE catalogueentry (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	kind VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	details VARCHAR NOT NULL,
	retired_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_catalogueentry_dossier ON catalogueentry (dossier);
CREATE TRIGGER catalogueentry_insert BEFORE INSERT ON catalogueentry
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER catalogueentry_update BEFORE UPDATE ON catalogueentry
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER catalogueentry_delete BEFORE DELETE ON catalogueentry
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE snippet (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	abbreviation VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	owner CHAR(32) NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_snippet_dossier ON snippet (dossier);
CREATE TRIGGER snippet_insert BEFORE INSERT ON snippet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER snippet_update BEFORE UPDATE ON snippet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER snippet_delete BEFORE DELETE ON snippet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;

-- Layers, analyses, profiles and advice of the risk service.

CREATE TABLE advice (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	author CHAR(32) NOT NULL,
	analysis CHAR(32),
	findings VARCHAR NOT NULL,
	options VARCHAR NOT NULL,
	expected VARCHAR NOT NULL,
	side_effects VARCHAR NOT NULL,
	rights VARCHAR NOT NULL,
	against VARCHAR NOT NULL,
	resources VARCHAR NOT NULL,
	limits VARCHAR NOT NULL,
	confidence VARCHAR NOT NULL,
	valid_until DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_advice_dossier ON advice (dossier);
CREATE TRIGGER advice_insert BEFORE INSERT ON advice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advice_update BEFORE UPDATE ON advice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advice_delete BEFORE DELETE ON advice
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE advicefeedback (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	use VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	"on" DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_advicefeedback_dossier ON advicefeedback (dossier);
CREATE TRIGGER advicefeedback_insert BEFORE INSERT ON advicefeedback
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advicefeedback_update BEFORE UPDATE ON advicefeedback
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advicefeedback_delete BEFORE DELETE ON advicefeedback
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE advicerequest (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	requester VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	contact VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	question VARCHAR NOT NULL,
	target VARCHAR NOT NULL,
	purpose VARCHAR NOT NULL,
	legal_basis VARCHAR NOT NULL,
	data_allowed VARCHAR NOT NULL,
	deadline DATE,
	received_at DATETIME NOT NULL,
	state VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	issued_on DATE,
	ended_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_advicerequest_dossier ON advicerequest (dossier);
CREATE TRIGGER advicerequest_insert BEFORE INSERT ON advicerequest
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advicerequest_update BEFORE UPDATE ON advicerequest
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER advicerequest_delete BEFORE DELETE ON advicerequest
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE analysis (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	title VARCHAR NOT NULL,
	district VARCHAR NOT NULL,
	period VARCHAR NOT NULL,
	cell_m INTEGER NOT NULL,
	cells INTEGER NOT NULL,
	events INTEGER NOT NULL,
	crs VARCHAR NOT NULL,
	seed INTEGER NOT NULL,
	versions VARCHAR NOT NULL,
	recommended VARCHAR NOT NULL,
	because VARCHAR NOT NULL,
	override VARCHAR NOT NULL,
	expires_on DATE,
	result CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_analysis_dossier ON analysis (dossier);
CREATE TRIGGER analysis_insert BEFORE INSERT ON analysis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysis_update BEFORE UPDATE ON analysis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysis_delete BEFORE DELETE ON analysis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE analysisfactor (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	analysis CHAR(32) NOT NULL,
	name VARCHAR NOT NULL,
	how VARCHAR NOT NULL,
	protective BOOLEAN NOT NULL,
	value FLOAT NOT NULL,
	low FLOAT,
	high FLOAT,
	PRIMARY KEY (id)
);
CREATE INDEX ix_analysisfactor_dossier ON analysisfactor (dossier);
CREATE TRIGGER analysisfactor_insert BEFORE INSERT ON analysisfactor
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisfactor_update BEFORE UPDATE ON analysisfactor
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisfactor_delete BEFORE DELETE ON analysisfactor
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE analysisfigure (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	analysis CHAR(32) NOT NULL,
	method VARCHAR NOT NULL,
	share FLOAT NOT NULL,
	measure VARCHAR NOT NULL,
	value FLOAT NOT NULL,
	low FLOAT,
	high FLOAT,
	PRIMARY KEY (id)
);
CREATE INDEX ix_analysisfigure_dossier ON analysisfigure (dossier);
CREATE TRIGGER analysisfigure_insert BEFORE INSERT ON analysisfigure
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisfigure_update BEFORE UPDATE ON analysisfigure
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisfigure_delete BEFORE DELETE ON analysisfigure
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE analysisinput (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	analysis CHAR(32) NOT NULL,
	layer CHAR(32) NOT NULL,
	role VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	origin VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	licence VARCHAR NOT NULL,
	dated_on DATE,
	features INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_analysisinput_dossier ON analysisinput (dossier);
CREATE TRIGGER analysisinput_insert BEFORE INSERT ON analysisinput
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisinput_update BEFORE UPDATE ON analysisinput
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER analysisinput_delete BEFORE DELETE ON analysisinput
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE contestation (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	council VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	raised_on DATE,
	state VARCHAR NOT NULL,
	answer VARCHAR NOT NULL,
	answered_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_contestation_dossier ON contestation (dossier);
CREATE TRIGGER contestation_insert BEFORE INSERT ON contestation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER contestation_update BEFORE UPDATE ON contestation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER contestation_delete BEFORE DELETE ON contestation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE exploratorywalk (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	title VARCHAR NOT NULL,
	starts_at DATETIME NOT NULL,
	district VARCHAR NOT NULL,
	route VARCHAR NOT NULL,
	"group" VARCHAR NOT NULL,
	people INTEGER NOT NULL,
	light VARCHAR NOT NULL,
	conclusions VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_exploratorywalk_dossier ON exploratorywalk (dossier);
CREATE TRIGGER exploratorywalk_insert BEFORE INSERT ON exploratorywalk
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER exploratorywalk_update BEFORE UPDATE ON exploratorywalk
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER exploratorywalk_delete BEFORE DELETE ON exploratorywalk
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE fieldobservation (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	text VARCHAR NOT NULL,
	dimension VARCHAR NOT NULL,
	finding VARCHAR NOT NULL,
	light VARCHAR NOT NULL,
	part_of_day VARCHAR NOT NULL,
	seen_at DATETIME NOT NULL,
	district VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	longitude FLOAT,
	latitude FLOAT,
	accuracy_m INTEGER NOT NULL,
	faces VARCHAR NOT NULL,
	walk CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_fieldobservation_dossier ON fieldobservation (dossier);
CREATE TRIGGER fieldobservation_insert BEFORE INSERT ON fieldobservation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER fieldobservation_update BEFORE UPDATE ON fieldobservation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER fieldobservation_delete BEFORE DELETE ON fieldobservation
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE hypothesis (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	text VARCHAR NOT NULL,
	factor CHAR(32),
	held VARCHAR NOT NULL,
	evidence VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_hypothesis_dossier ON hypothesis (dossier);
CREATE TRIGGER hypothesis_insert BEFORE INSERT ON hypothesis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER hypothesis_update BEFORE UPDATE ON hypothesis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER hypothesis_delete BEFORE DELETE ON hypothesis
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE layer (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	title VARCHAR NOT NULL,
	origin VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	licence VARCHAR NOT NULL,
	attribution VARCHAR NOT NULL,
	dated_on DATE,
	crs VARCHAR NOT NULL,
	shape VARCHAR NOT NULL,
	features INTEGER NOT NULL,
	sensitivity VARCHAR NOT NULL,
	content CHAR(32),
	remark VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_layer_dossier ON layer (dossier);
CREATE TRIGGER layer_insert BEFORE INSERT ON layer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER layer_update BEFORE UPDATE ON layer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER layer_delete BEFORE DELETE ON layer
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE modelcardline (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	analysis CHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	part VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_modelcardline_dossier ON modelcardline (dossier);
CREATE TRIGGER modelcardline_insert BEFORE INSERT ON modelcardline
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER modelcardline_update BEFORE UPDATE ON modelcardline
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER modelcardline_delete BEFORE DELETE ON modelcardline
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE outcomereview (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	change VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	harm VARCHAR NOT NULL,
	"on" DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_outcomereview_dossier ON outcomereview (dossier);
CREATE TRIGGER outcomereview_insert BEFORE INSERT ON outcomereview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER outcomereview_update BEFORE UPDATE ON outcomereview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER outcomereview_delete BEFORE DELETE ON outcomereview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE peerreview (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	about CHAR(32) NOT NULL,
	reviewer CHAR(32) NOT NULL,
	verdict VARCHAR NOT NULL,
	remarks VARCHAR NOT NULL,
	seen BLOB NOT NULL,
	"on" DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_peerreview_dossier ON peerreview (dossier);
CREATE TRIGGER peerreview_insert BEFORE INSERT ON peerreview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER peerreview_update BEFORE UPDATE ON peerreview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER peerreview_delete BEFORE DELETE ON peerreview
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE profileband (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	number INTEGER NOT NULL,
	unit VARCHAR NOT NULL,
	band VARCHAR NOT NULL,
	lowest VARCHAR NOT NULL,
	highest VARCHAR NOT NULL,
	events INTEGER,
	analysis CHAR(32),
	proposed VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_profileband_dossier ON profileband (dossier);
CREATE TRIGGER profileband_insert BEFORE INSERT ON profileband
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER profileband_update BEFORE UPDATE ON profileband
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER profileband_delete BEFORE DELETE ON profileband
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE profiledriver (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	factor VARCHAR NOT NULL,
	words VARCHAR NOT NULL,
	value FLOAT,
	low FLOAT,
	high FLOAT,
	analysis CHAR(32),
	PRIMARY KEY (id)
);
CREATE INDEX ix_profiledriver_dossier ON profiledriver (dossier);
CREATE TRIGGER profiledriver_insert BEFORE INSERT ON profiledriver
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER profiledriver_update BEFORE UPDATE ON profiledriver
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER profiledriver_delete BEFORE DELETE ON profiledriver
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE releasedatom (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	block CHAR(32) NOT NULL,
	unit VARCHAR NOT NULL,
	month VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_releasedatom_dossier ON releasedatom (dossier);
CREATE TRIGGER releasedatom_insert BEFORE INSERT ON releasedatom
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER releasedatom_update BEFORE UPDATE ON releasedatom
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER releasedatom_delete BEFORE DELETE ON releasedatom
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE releasedblock (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	series VARCHAR NOT NULL,
	block CHAR(32) NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_releasedblock_dossier ON releasedblock (dossier);
CREATE TRIGGER releasedblock_insert BEFORE INSERT ON releasedblock
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER releasedblock_update BEFORE UPDATE ON releasedblock
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER releasedblock_delete BEFORE DELETE ON releasedblock
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE responselink (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	response CHAR(32) NOT NULL,
	kind VARCHAR NOT NULL,
	target CHAR(32) NOT NULL,
	dossier_of_target CHAR(32) NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_responselink_dossier ON responselink (dossier);
CREATE TRIGGER responselink_insert BEFORE INSERT ON responselink
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER responselink_update BEFORE UPDATE ON responselink
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER responselink_delete BEFORE DELETE ON responselink
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE riskchange (
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
CREATE INDEX ix_riskchange_dossier ON riskchange (dossier);
CREATE TRIGGER riskchange_insert BEFORE INSERT ON riskchange
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER riskchange_update BEFORE UPDATE ON riskchange
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER riskchange_delete BEFORE DELETE ON riskchange
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE riskprofile (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	area VARCHAR NOT NULL,
	district VARCHAR NOT NULL,
	period VARCHAR NOT NULL,
	events VARCHAR NOT NULL,
	analysis CHAR(32),
	statement VARCHAR NOT NULL,
	uncertainty VARCHAR NOT NULL,
	limits VARCHAR NOT NULL,
	resources VARCHAR NOT NULL,
	valid_until DATE,
	author CHAR(32) NOT NULL,
	state VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	published_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_riskprofile_dossier ON riskprofile (dossier);
CREATE TRIGGER riskprofile_insert BEFORE INSERT ON riskprofile
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER riskprofile_update BEFORE UPDATE ON riskprofile
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER riskprofile_delete BEFORE DELETE ON riskprofile
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE saraindicator (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	side VARCHAR NOT NULL,
	"before" INTEGER NOT NULL,
	"after" INTEGER NOT NULL,
	months INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_saraindicator_dossier ON saraindicator (dossier);
CREATE TRIGGER saraindicator_insert BEFORE INSERT ON saraindicator
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER saraindicator_update BEFORE UPDATE ON saraindicator
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER saraindicator_delete BEFORE DELETE ON saraindicator
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE sararesponse (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	hypothesis CHAR(32),
	text VARCHAR NOT NULL,
	approach VARCHAR NOT NULL,
	responsible VARCHAR NOT NULL,
	due_on DATE,
	done_on DATE,
	PRIMARY KEY (id)
);
CREATE INDEX ix_sararesponse_dossier ON sararesponse (dossier);
CREATE TRIGGER sararesponse_insert BEFORE INSERT ON sararesponse
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER sararesponse_update BEFORE UPDATE ON sararesponse
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER sararesponse_delete BEFORE DELETE ON sararesponse
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE sarasheet (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	problem VARCHAR NOT NULL,
	harm VARCHAR NOT NULL,
	where_when VARCHAR NOT NULL,
	already VARCHAR NOT NULL,
	handled_by VARCHAR NOT NULL,
	guarded_by VARCHAR NOT NULL,
	objective VARCHAR NOT NULL,
	assessment VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_sarasheet_dossier ON sarasheet (dossier);
CREATE TRIGGER sarasheet_insert BEFORE INSERT ON sarasheet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER sarasheet_update BEFORE UPDATE ON sarasheet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER sarasheet_delete BEFORE DELETE ON sarasheet
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TABLE shelf (
	id CHAR(32) NOT NULL,
	dossier CHAR(32) NOT NULL,
	recorded_at DATETIME NOT NULL,
	recorded_by CHAR(32) NOT NULL,
	removed BOOLEAN NOT NULL,
	title VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_shelf_dossier ON shelf (dossier);
CREATE TRIGGER shelf_insert BEFORE INSERT ON shelf
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER shelf_update BEFORE UPDATE ON shelf
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
CREATE TRIGGER shelf_delete BEFORE DELETE ON shelf
  WHEN (SELECT open FROM gate) = 0
  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;
