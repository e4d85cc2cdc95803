-- The audits of desks: parcels as they came, sealed to those who audit. Rows are only ever added; a device
-- sees its own, whoever audits sees all, nobody else sees any.
CREATE TABLE audit (
    device bytea NOT NULL,
    life bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    claim bytea NOT NULL,
    sealed bytea NOT NULL,
    receipt bytea NOT NULL,
    received bigint NOT NULL,
    PRIMARY KEY (device, life, first)
);
ALTER TABLE audit ALTER COLUMN sealed SET STORAGE EXTERNAL;
-- Who audits, out of the signed directory: that one role, with the lowest rank.
CREATE TABLE auditor (person bytea PRIMARY KEY);
CREATE FUNCTION own_device(which bytea) RETURNS boolean LANGUAGE sql STABLE AS
$$
    SELECT EXISTS (SELECT FROM device d WHERE d.id = which AND d.person = (SELECT asking()))
$$;
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_kept ON audit FOR INSERT WITH CHECK (own_device(device));
CREATE POLICY audit_own ON audit FOR SELECT USING (own_device(device));
CREATE POLICY audit_read ON audit FOR SELECT
    USING (EXISTS (SELECT FROM auditor a WHERE a.person = (SELECT asking())));
