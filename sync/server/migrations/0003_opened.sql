-- Break-glass: who may read which scope until when, once two others had approved it. Filled out of the
-- signed directory, like `granted`; the time is the database's own.
CREATE TABLE opened (
    scope bytea NOT NULL,
    person bytea NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (scope, person, until)
);
CREATE FUNCTION broken(which bytea) RETURNS boolean LANGUAGE sql STABLE AS
$$
    SELECT EXISTS (SELECT FROM opened o WHERE o.scope = which AND o.person = (SELECT asking())
        AND o.until > extract(epoch FROM now()) * 1000)
$$;
CREATE POLICY envelope_opened ON envelope FOR SELECT USING (broken(scope));
CREATE POLICY snapshot_opened ON snapshot FOR SELECT USING (broken(scope));
