-- What each role may do; run by the tables' owner, in one transaction, after every migration.
-- Parameters: biaogan.app_role, biaogan.public_role, biaogan.public_door (lines «table rights»).

DO $$
DECLARE
    app text := current_setting('biaogan.app_role');
    public_role text := current_setting('biaogan.public_role');
    found record;
BEGIN
    IF app = current_user OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN
        app := NULL;
    END IF;
    IF public_role IN (current_user, coalesce(app, '')) OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = public_role) THEN
        public_role := NULL;
    END IF;

    IF app IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %I', app);
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', app);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', app);
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO %I', app);

        -- The migrations' own table is the owner's: an application that could write there could skip one.
        FOR found IN
            SELECT c.oid::regclass AS name
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND (c.relname = 'django_migrations'
                   OR obj_description(c.oid, 'pg_class') LIKE 'append-only%'
                   -- A partition carries no comment of its own.
                   OR EXISTS (SELECT FROM pg_partition_ancestors(c.oid) AS up
                              WHERE obj_description(up.relid, 'pg_class') LIKE 'append-only%'))
        LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', found.name, app);
        END LOOP;
        IF to_regclass('public.django_migrations') IS NOT NULL THEN
            EXECUTE format('REVOKE INSERT ON public.django_migrations FROM %I', app);
        END IF;
    END IF;

    IF public_role IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', public_role);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', public_role);
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', public_role);
        FOR found IN
            SELECT split_part(line, ' ', 1) AS name, substr(line, strpos(line, ' ') + 1) AS rights
            FROM regexp_split_to_table(current_setting('biaogan.public_door'), E'\n') AS line
            WHERE line <> ''
        LOOP
            IF to_regclass('public.' || quote_ident(found.name)) IS NOT NULL THEN
                EXECUTE format('GRANT %s ON public.%I TO %I', found.rights, found.name, public_role);
            END IF;
        END LOOP;
    END IF;
END $$;
