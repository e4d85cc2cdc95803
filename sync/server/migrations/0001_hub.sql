-- What the hub keeps. Every table that grows is keyed by scope, so that it can be cut into partitions or
-- spread over machines by that column alone. Times are milliseconds since 1970.

CREATE TABLE hub (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- The root key of the organisation this hub serves.
    root bytea,
    pseudonyms bytea NOT NULL
);
INSERT INTO hub (pseudonyms) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- The log. A scope's number and chain move under the lock of its row, held to the commit.
CREATE TABLE scope (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    -- Random, and another after every restore: two histories never share one.
    epoch bytea NOT NULL CHECK (length(epoch) = 16),
    head bigint NOT NULL,
    chain bytea NOT NULL CHECK (length(chain) = 32),
    -- Places up to here have lost their bodies to a snapshot.
    base bigint NOT NULL,
    -- Length of its chain of membership.
    members bigint NOT NULL
);
CREATE TABLE envelope (
    scope bytea NOT NULL REFERENCES scope,
    seq bigint NOT NULL,
    device bytea NOT NULL,
    incarnation bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    id bytea NOT NULL,
    chain bytea NOT NULL,
    received bigint NOT NULL,
    size integer NOT NULL,
    -- Empty after compaction or erasure; what stands before it stays for ever.
    body bytea NOT NULL,
    PRIMARY KEY (scope, seq)
);
ALTER TABLE envelope ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX envelope_stream ON envelope (scope, device, incarnation, first);
-- How far each stream goes.
CREATE TABLE stream (
    scope bytea NOT NULL,
    device bytea NOT NULL,
    incarnation bigint NOT NULL,
    last bigint NOT NULL,
    id bytea NOT NULL,
    PRIMARY KEY (scope, device, incarnation)
);
-- Late work of a device that is out or of a person transferred: kept aside until a coordinator's word.
CREATE TABLE held (
    scope bytea NOT NULL,
    id bytea NOT NULL,
    reason text NOT NULL,
    received bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (scope, id)
);

-- Signed statements as they came, and beside them what they say, for the checks of the hub.
CREATE TABLE statement (
    chain bytea NOT NULL,
    seq bigint NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE TABLE device (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    person bytea NOT NULL,
    signing bytea NOT NULL,
    out boolean NOT NULL DEFAULT false,
    seen bigint NOT NULL DEFAULT 0
);
CREATE INDEX device_person ON device (person);
CREATE TABLE granted (
    scope bytea NOT NULL,
    subject bytea NOT NULL,
    role smallint NOT NULL,
    circle boolean NOT NULL,
    PRIMARY KEY (scope, subject)
);
CREATE INDEX granted_subject ON granted (subject);
-- Who was ever named in a scope.
CREATE TABLE named (
    subject bytea NOT NULL,
    scope bytea NOT NULL,
    PRIMARY KEY (subject, scope)
);
CREATE TABLE wrap (
    scope bytea NOT NULL,
    receiver bytea NOT NULL,
    commitment bytea NOT NULL,
    under bytea NOT NULL,
    -- Of the sealed bytes: one that opens nothing does not stand in the way of one that does.
    mark bytea NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (scope, receiver, commitment, under, mark)
);

-- Where each device stood in each scope when it last told. A scope may be one the hub has never heard of.
CREATE TABLE cursor (
    device bytea NOT NULL,
    scope bytea NOT NULL,
    epoch bytea NOT NULL,
    seq bigint NOT NULL,
    chain bytea NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (device, scope)
);

-- Attachments, and which scopes speak of them.
CREATE TABLE blob (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    pieces integer NOT NULL CHECK (pieces BETWEEN 1 AND 128)
);
CREATE TABLE spoken (
    blob bytea NOT NULL,
    scope bytea NOT NULL,
    PRIMARY KEY (blob, scope)
);
-- Pieces of blobs and of snapshots, whose bodies lie in the folder or in S3.
CREATE TABLE piece (
    owner bytea NOT NULL,
    number integer NOT NULL,
    hash bytea NOT NULL,
    size integer NOT NULL,
    PRIMARY KEY (owner, number)
);
CREATE TABLE snapshot (
    number bigint GENERATED ALWAYS AS IDENTITY,
    id bytea PRIMARY KEY,
    scope bytea NOT NULL,
    raw bytea NOT NULL
);
CREATE INDEX snapshot_scope ON snapshot (scope, number);
CREATE TABLE attestation (
    snapshot bytea NOT NULL REFERENCES snapshot ON DELETE CASCADE,
    device bytea NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (snapshot, device)
);

-- Invitations: of the code, only its hash.
CREATE TABLE invite (
    id bytea PRIMARY KEY,
    person bytea NOT NULL,
    by bytea NOT NULL,
    code_hash bytea NOT NULL,
    expires bigint NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    used boolean NOT NULL DEFAULT false
);
CREATE TABLE knock (
    invite bytea PRIMARY KEY REFERENCES invite ON DELETE CASCADE,
    device bytea NOT NULL,
    signing bytea NOT NULL,
    receiving bytea NOT NULL,
    code bytea NOT NULL
);

-- Against replay and floods; not worth a write-ahead log. `watch` tells since when nothing was forgotten.
CREATE UNLOGGED TABLE nonce (
    device bytea NOT NULL,
    nonce bytea NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (device, nonce)
);
CREATE UNLOGGED TABLE watch (one boolean PRIMARY KEY DEFAULT true CHECK (one), since bigint NOT NULL);
CREATE UNLOGGED TABLE pace (
    who bytea NOT NULL,
    kind smallint NOT NULL,
    span bigint NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (who, kind, span)
);
-- One request whose signature was found good: is it new, is the device in, has it not come too often?
-- ok, out, clock, replay or limit; and when the hub's memory of requests began.
CREATE FUNCTION admit(
    who bytea, fresh bytea, told bigint, now bigint, kept bigint, what smallint, most bigint
) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
    number bigint;
    forgotten bigint;
    last bigint;
    gone boolean;
BEGIN
    SELECT since INTO forgotten FROM watch;
    IF forgotten IS NULL THEN
        INSERT INTO watch (since) VALUES (now) ON CONFLICT DO NOTHING;
        forgotten := now;
    END IF;
    -- What was sent before the nonces were lost (a crash, another primary) may have been seen already.
    IF told < forgotten THEN
        RETURN 'clock';
    END IF;
    INSERT INTO nonce VALUES (who, fresh, now + kept) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'replay';
    END IF;
    INSERT INTO pace AS p VALUES (who, what, now / 60000, 1)
    ON CONFLICT ON CONSTRAINT pace_pkey DO UPDATE SET amount = p.amount + 1
    RETURNING amount INTO number;
    IF number > most THEN
        RETURN 'limit';
    END IF;
    SELECT d.out, d.seen INTO gone, last FROM device d WHERE d.id = who;
    IF now - last > 300000 THEN
        UPDATE device SET seen = now WHERE id = who;
    END IF;
    RETURN CASE WHEN gone THEN 'out' ELSE 'ok' END;
END
$$;
-- The second line. `pscp.person` is set in each transaction to who signed the request; the hub's own
-- role owns nothing and sees only what that person may read, whatever it asks for.
CREATE FUNCTION asking() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT decode(current_setting('pscp.person', true), 'hex') $$;
-- What stands at a place of a stream: without what was sealed, for a courier who may not read it.
CREATE FUNCTION standing(of bytea, by bytea, life bigint, place bigint)
RETURNS TABLE (seq bigint, last bigint, id bytea, chain bytea, received bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
    SELECT e.seq, e.last, e.id, e.chain, e.received FROM public.envelope e
    WHERE e.scope = of AND e.device = by AND e.incarnation = life AND e.first = place
$$;
-- Lets the bodies of a scope go, as a signed statement with a second person behind it ordered.
CREATE FUNCTION erase(wanted bytea) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS
$$
    UPDATE public.envelope SET body = '' WHERE scope = wanted AND length(body) > 0;
    DELETE FROM public.held WHERE scope = wanted;
$$;

ALTER TABLE envelope ENABLE ROW LEVEL SECURITY;
CREATE POLICY envelope_kept ON envelope FOR INSERT WITH CHECK (asking() IS NOT NULL);
CREATE POLICY envelope_read ON envelope FOR SELECT USING (EXISTS (
    SELECT FROM granted g WHERE g.scope = envelope.scope AND (
        (NOT g.circle AND g.subject = (SELECT asking()))
        OR (g.circle AND EXISTS (
            SELECT FROM granted c
            WHERE c.scope = g.subject AND NOT c.circle AND c.subject = (SELECT asking())
        ))
    )
));

ALTER TABLE held ENABLE ROW LEVEL SECURITY;
CREATE POLICY held_kept ON held FOR INSERT WITH CHECK (asking() IS NOT NULL);
CREATE POLICY held_read ON held FOR SELECT USING (EXISTS (
    SELECT FROM granted g WHERE g.scope = held.scope AND (
        (NOT g.circle AND g.subject = (SELECT asking()))
        OR (g.circle AND EXISTS (
            SELECT FROM granted c
            WHERE c.scope = g.subject AND NOT c.circle AND c.subject = (SELECT asking())
        ))
    )
));

ALTER TABLE snapshot ENABLE ROW LEVEL SECURITY;
CREATE POLICY snapshot_kept ON snapshot FOR INSERT WITH CHECK (asking() IS NOT NULL);
CREATE POLICY snapshot_read ON snapshot FOR SELECT USING (EXISTS (
    SELECT FROM granted g WHERE g.scope = snapshot.scope AND (
        (NOT g.circle AND g.subject = (SELECT asking()))
        OR (g.circle AND EXISTS (
            SELECT FROM granted c
            WHERE c.scope = g.subject AND NOT c.circle AND c.subject = (SELECT asking())
        ))
    )
));
CREATE POLICY held_done ON held FOR DELETE USING (asking() IS NOT NULL);
