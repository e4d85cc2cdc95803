-- A round in which nothing happened, answered out of one statement. `quiet` holds what a device's files
-- looked like when it was last told that nothing is new; a hub that lost it looks again.
CREATE UNLOGGED TABLE quiet (
    device bytea PRIMARY KEY,
    digest bytea NOT NULL,
    directory bigint NOT NULL,
    view bytea NOT NULL
);
-- All that can change what a person is told of the logs: every scope he or she was ever named in, by name
-- or through a circle, with its epoch, its chain and the length of its membership.
CREATE FUNCTION view_of(who bytea) RETURNS bytea LANGUAGE sql STABLE AS
$$
    WITH own AS MATERIALIZED (SELECT n.scope FROM named n WHERE n.subject = who),
    reached AS (
        SELECT own.scope FROM own
        UNION SELECT n.scope FROM own JOIN named n ON n.subject = own.scope
    )
    SELECT sha256(coalesce(string_agg(s.id || s.epoch || s.chain || int8send(s.members), ''::bytea
        ORDER BY s.id), ''::bytea))
    FROM reached JOIN scope s ON s.id = reached.scope
$$;
-- A request that brings bytes: heard, and then what it brings is counted, in one statement.
CREATE FUNCTION admit_with(
    who bytea, fresh bytea, told bigint, now bigint, kept bigint, what smallint, most bigint,
    counted smallint, day bigint, size bigint, OUT state text, OUT total bigint
) LANGUAGE plpgsql AS
$$
BEGIN
    state := admit(who, fresh, told, now, kept, what, most);
    IF state IN ('ok', 'out') THEN
        INSERT INTO pace AS p VALUES (who, counted, day, size)
        ON CONFLICT ON CONSTRAINT pace_pkey DO UPDATE SET amount = p.amount + size
        RETURNING amount INTO total;
    END IF;
END
$$;
CREATE FUNCTION still(which bytea, who bytea, told bytea, length bigint, organisation bytea)
RETURNS boolean LANGUAGE plpgsql STABLE AS
$$
DECLARE
    seen bytea;
BEGIN
    SELECT q.view INTO seen FROM quiet q
    WHERE q.device = which AND q.digest = told AND q.directory = length;
    IF seen IS NULL THEN
        RETURN false;
    END IF;
    IF length IS DISTINCT FROM (SELECT max(s.seq) FROM statement s WHERE s.chain = organisation) THEN
        RETURN false;
    END IF;
    RETURN seen = view_of(who);
END
$$;
-- Every row comes in under the lock of its scope's row, which is therefore there; asking again for each
-- row cost more than writing it. Without it the log can also be cut into partitions by its scope.
ALTER TABLE envelope DROP CONSTRAINT envelope_scope_fkey;
DROP POLICY envelope_kept ON envelope;
CREATE POLICY envelope_kept ON envelope FOR INSERT WITH CHECK ((SELECT asking()) IS NOT NULL);
