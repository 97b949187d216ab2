CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE cluster_key (
        id integer NOT NULL,
        material bytea NOT NULL,
        created_at bigint NOT NULL,
        CONSTRAINT pk_cluster_key PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE route_change (
        sequence bigint NOT NULL,
        kind integer NOT NULL,
        key text NOT NULL,
        CONSTRAINT pk_route_change PRIMARY KEY (sequence)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE route_head (
        id integer NOT NULL,
        sequence bigint NOT NULL,
        CONSTRAINT pk_route_head PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE site (
        id uuid NOT NULL,
        name text NOT NULL,
        is_default boolean NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT pk_site PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE binding (
        site_id uuid NOT NULL,
        "user" text NOT NULL,
        contact text NOT NULL,
        path text NOT NULL,
        flow text NOT NULL,
        node text NOT NULL,
        call_id text NOT NULL,
        cseq bigint NOT NULL,
        expires bigint NOT NULL,
        user_agent text NOT NULL,
        CONSTRAINT pk_binding PRIMARY KEY (site_id, "user", contact),
        CONSTRAINT fk_binding_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE connector (
        id uuid NOT NULL,
        site_id uuid NOT NULL,
        name text NOT NULL,
        type integer NOT NULL,
        address text NOT NULL,
        username text,
        password bytea,
        register boolean NOT NULL,
        nat_transformation boolean NOT NULL,
        enabled boolean NOT NULL,
        allow_transit boolean NOT NULL,
        priority integer NOT NULL,
        transport integer NOT NULL,
        no_answer_timeout_seconds integer NOT NULL,
        caller_identity integer NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT pk_connector PRIMARY KEY (id),
        CONSTRAINT fk_connector_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE RESTRICT
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE local_number (
        site_id uuid NOT NULL,
        number text NOT NULL,
        digits integer NOT NULL,
        kind integer NOT NULL,
        owner text NOT NULL,
        secret bytea,
        target text,
        speed_dial_to text,
        CONSTRAINT pk_local_number PRIMARY KEY (site_id, number),
        CONSTRAINT fk_local_number_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE site_domain (
        domain text NOT NULL,
        site_id uuid NOT NULL,
        position integer NOT NULL,
        CONSTRAINT pk_site_domain PRIMARY KEY (domain),
        CONSTRAINT fk_site_domain_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE decision (
        site_id uuid NOT NULL,
        number text NOT NULL,
        precedence integer NOT NULL,
        connector_id uuid NOT NULL,
        decided_at bigint NOT NULL,
        CONSTRAINT pk_decision PRIMARY KEY (site_id, number),
        CONSTRAINT fk_decision_connector_id FOREIGN KEY (connector_id) REFERENCES connector (id) ON DELETE CASCADE,
        CONSTRAINT fk_decision_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE TABLE extension_range (
        id uuid NOT NULL,
        connector_id uuid NOT NULL,
        position integer NOT NULL,
        min text NOT NULL,
        max text NOT NULL,
        digits integer NOT NULL,
        strip_digits integer NOT NULL,
        prepend_digits text NOT NULL,
        CONSTRAINT pk_extension_range PRIMARY KEY (id),
        CONSTRAINT fk_extension_range_connector_id FOREIGN KEY (connector_id) REFERENCES connector (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    INSERT INTO route_head (id, sequence)
    VALUES (1, 0);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE UNIQUE INDEX ix_connector_site_id_name ON connector (site_id, name);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE UNIQUE INDEX ix_connector_site_id_username ON connector (site_id, username);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE INDEX ix_decision_connector_id ON decision (connector_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE INDEX ix_extension_range_connector_id ON extension_range (connector_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE INDEX ix_local_number_site_id_digits_number ON local_number (site_id, digits, number);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE UNIQUE INDEX ix_site_name ON site (name);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    CREATE INDEX ix_site_domain_site_id ON site_domain (site_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122205506_Initial') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261122205506_Initial', '10.0.12');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD max_calls_per_second integer NOT NULL DEFAULT 100;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD max_channels integer NOT NULL DEFAULT 1000;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD max_contacts integer NOT NULL DEFAULT 10;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD max_pending_transactions integer NOT NULL DEFAULT 500;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD md5_only boolean NOT NULL DEFAULT FALSE;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD previous_password bytea;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD previous_password_until bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD session_expires_seconds integer NOT NULL DEFAULT 1800;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD tls_fingerprint text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD trust_identity boolean NOT NULL DEFAULT FALSE;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    ALTER TABLE connector ADD verify_tls boolean NOT NULL DEFAULT TRUE;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122232029_TrunkSettings') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261122232029_TrunkSettings', '10.0.12');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122235549_ContactPreference') THEN
    ALTER TABLE binding ADD instance text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122235549_ContactPreference') THEN
    ALTER TABLE binding ADD preference integer NOT NULL DEFAULT 1000;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122235549_ContactPreference') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261122235549_ContactPreference', '10.0.12');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123024030_Cluster') THEN
    ALTER TABLE cluster_key ADD seals_from bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123024030_Cluster') THEN
    CREATE TABLE connector_owner (
        connector_id uuid NOT NULL,
        epoch bigint NOT NULL,
        node integer NOT NULL,
        since bigint NOT NULL,
        CONSTRAINT pk_connector_owner PRIMARY KEY (connector_id),
        CONSTRAINT fk_connector_owner_connector_id FOREIGN KEY (connector_id) REFERENCES connector (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123024030_Cluster') THEN
    CREATE TABLE node (
        number integer NOT NULL,
        name text NOT NULL,
        silo text NOT NULL,
        link text NOT NULL,
        sockets text NOT NULL,
        ready boolean NOT NULL,
        draining boolean NOT NULL,
        version text NOT NULL,
        started_at bigint NOT NULL,
        gone_since bigint NOT NULL,
        CONSTRAINT pk_node PRIMARY KEY (number)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123024030_Cluster') THEN
    CREATE UNIQUE INDEX ix_node_name ON node (name);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123024030_Cluster') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261123024030_Cluster', '10.0.12');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision DROP CONSTRAINT pk_decision;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE site ADD local_ranges text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE site ADD name_folded text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE route_head ADD audit_number bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE local_number ADD owner_folded text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE extension_range ADD counted_version bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE extension_range ADD facts_version bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE extension_range ADD recount_at bigint;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD layer bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD decided_by text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD migration_id uuid;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD valid_from bigint NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD valid_until bigint;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE connector ADD address_folded text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE connector ADD conflict_count integer NOT NULL DEFAULT 0;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE connector ADD name_folded text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    ALTER TABLE decision ADD CONSTRAINT pk_decision PRIMARY KEY (site_id, number, layer);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE api_key (
        id uuid NOT NULL,
        prefix text NOT NULL,
        name text NOT NULL,
        hash bytea NOT NULL,
        role integer NOT NULL,
        every_site boolean NOT NULL,
        created_by text NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        revoked_at bigint NOT NULL,
        last_used_at bigint NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT pk_api_key PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE audit_log (
        number bigint NOT NULL,
        time bigint NOT NULL,
        actor text NOT NULL,
        operation text NOT NULL,
        site_id uuid,
        kind text NOT NULL,
        entity_id text NOT NULL,
        name text NOT NULL,
        action integer NOT NULL,
        before text,
        after text,
        CONSTRAINT pk_audit_log PRIMARY KEY (number)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE call_record (
        id uuid NOT NULL,
        site_id uuid,
        node text,
        call_id text NOT NULL,
        caller text NOT NULL,
        callee text NOT NULL,
        number text NOT NULL,
        number_sent text NOT NULL,
        connector_in uuid,
        connector_out uuid,
        started_at bigint NOT NULL,
        heard_at bigint,
        answered_at bigint,
        ended_at bigint,
        expires_at bigint NOT NULL,
        outcome integer,
        cause integer,
        status integer NOT NULL,
        ended_by integer,
        end_reason text NOT NULL,
        attempts text NOT NULL,
        packets_from_caller bigint,
        packets_from_called bigint,
        lost_from_caller bigint,
        lost_from_called bigint,
        CONSTRAINT pk_call_record PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE job (
        id uuid NOT NULL,
        kind integer NOT NULL,
        site_id uuid,
        state integer NOT NULL,
        started_by text NOT NULL,
        created_at bigint NOT NULL,
        finished_at bigint NOT NULL,
        node integer NOT NULL,
        epoch bigint NOT NULL,
        cancel_requested boolean NOT NULL,
        input bytea,
        total integer NOT NULL,
        done integer NOT NULL,
        created integer NOT NULL,
        changed integer NOT NULL,
        unchanged integer NOT NULL,
        deleted integer NOT NULL,
        faults text NOT NULL,
        fault_count integer NOT NULL,
        CONSTRAINT pk_job PRIMARY KEY (id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE migration (
        id uuid NOT NULL,
        site_id uuid NOT NULL,
        connector_id uuid NOT NULL,
        name text NOT NULL,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        numbers integer NOT NULL,
        stamp text NOT NULL,
        CONSTRAINT pk_migration PRIMARY KEY (id),
        CONSTRAINT fk_migration_connector_id FOREIGN KEY (connector_id) REFERENCES connector (id) ON DELETE CASCADE,
        CONSTRAINT fk_migration_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE range_conflicts (
        range_id uuid NOT NULL,
        kind integer NOT NULL,
        count integer NOT NULL,
        CONSTRAINT pk_range_conflicts PRIMARY KEY (range_id, kind),
        CONSTRAINT fk_range_conflicts_range_id FOREIGN KEY (range_id) REFERENCES extension_range (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE api_key_site (
        key_id uuid NOT NULL,
        site_id uuid NOT NULL,
        CONSTRAINT pk_api_key_site PRIMARY KEY (key_id, site_id),
        CONSTRAINT fk_api_key_site_key_id FOREIGN KEY (key_id) REFERENCES api_key (id) ON DELETE CASCADE,
        CONSTRAINT fk_api_key_site_site_id FOREIGN KEY (site_id) REFERENCES site (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE migration_number (
        migration_id uuid NOT NULL,
        position integer NOT NULL,
        number text NOT NULL,
        precedence integer NOT NULL,
        wave integer NOT NULL,
        CONSTRAINT pk_migration_number PRIMARY KEY (migration_id, position),
        CONSTRAINT fk_migration_number_migration_id FOREIGN KEY (migration_id) REFERENCES migration (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE TABLE migration_wave (
        migration_id uuid NOT NULL,
        wave integer NOT NULL,
        numbers integer NOT NULL,
        valid_from bigint,
        valid_until bigint,
        layer bigint NOT NULL,
        applied_at bigint,
        applied_by text,
        rerouted integer,
        undone_at bigint,
        undone_by text,
        CONSTRAINT pk_migration_wave PRIMARY KEY (migration_id, wave),
        CONSTRAINT fk_migration_wave_migration_id FOREIGN KEY (migration_id) REFERENCES migration (id) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    UPDATE route_head SET audit_number = 0
    WHERE id = 1;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_site_name_folded_id ON site (name_folded, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_local_number_site_id_owner_folded_digits_number ON local_number (site_id, owner_folded, digits, number);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_decision_migration_id ON decision (migration_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_conflict_count_id ON connector (conflict_count, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_name_folded_id ON connector (name_folded, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_priority_id ON connector (priority, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_site_id_conflict_count_id ON connector (site_id, conflict_count, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_site_id_id ON connector (site_id, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_site_id_name_folded_id ON connector (site_id, name_folded, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_connector_site_id_priority_id ON connector (site_id, priority, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE UNIQUE INDEX ix_api_key_prefix ON api_key (prefix);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_api_key_site_site_id ON api_key_site (site_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_audit_log_actor_number ON audit_log (actor, number);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_audit_log_entity_id_number ON audit_log (entity_id, number);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_audit_log_site_id_number ON audit_log (site_id, number);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_audit_log_time ON audit_log (time);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_caller_id ON call_record (caller, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_cause_id ON call_record (cause, id) WHERE cause IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_connector_in_id ON call_record (connector_in, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_connector_out_id ON call_record (connector_out, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_expires_at ON call_record (expires_at) WHERE ended_at IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_number_id ON call_record (number, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_call_record_site_id_id ON call_record (site_id, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_job_site_id_id ON job (site_id, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_job_state_id ON job (state, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_migration_connector_id ON migration (connector_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_migration_site_id_id ON migration (site_id, id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    CREATE INDEX ix_migration_number_number_migration_id ON migration_number (number, migration_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123065531_Api') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261123065531_Api', '10.0.12');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123124221_RangeOverlap') THEN
    CREATE INDEX ix_extension_range_digits_max_min_connector_id ON extension_range (digits, max, min, connector_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123124221_RangeOverlap') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261123124221_RangeOverlap', '10.0.12');
    END IF;
END $EF$;
COMMIT;

