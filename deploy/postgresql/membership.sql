-- The membership of the cluster on PostgreSQL: who is alive, as the silos' votes say. Nodes apply it at start; it may be applied by
-- hand before that, and any number of times. What is read and written stands in OrleansQuery, under the names and with the columns
-- that the clustering provider asks for. Each change of a member moves the version of its cluster in the same statement: whoever
-- acts on a version that is no more changes nothing and reads again.

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey text PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE IF NOT EXISTS membership_version (
    cluster text PRIMARY KEY,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS membership (
    cluster text NOT NULL REFERENCES membership_version (cluster),
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    status integer NOT NULL,
    proxy_port integer NOT NULL,
    suspected text,
    started_at timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('MembershipReadAllKey', '
    SELECT v.version AS "Version", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.name AS "SiloName",
        m.host AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort", m.suspected AS "SuspectTimes",
        m.started_at AS "StartTime", m.alive_at AS "IAmAliveTime"
    FROM membership_version v LEFT JOIN membership m ON m.cluster = v.cluster
    WHERE v.cluster = @DeploymentId'),
('MembershipReadRowKey', '
    SELECT v.version AS "Version", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.name AS "SiloName",
        m.host AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort", m.suspected AS "SuspectTimes",
        m.started_at AS "StartTime", m.alive_at AS "IAmAliveTime"
    FROM membership_version v LEFT JOIN membership m
        ON m.cluster = v.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE v.cluster = @DeploymentId'),
('GatewaysQueryKey', '
    SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation"
    FROM membership WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0'),
('InsertMembershipVersionKey', '
    WITH made AS (
        INSERT INTO membership_version (cluster, version, changed_at) VALUES (@DeploymentId, 0, now())
        ON CONFLICT (cluster) DO NOTHING RETURNING 1)
    SELECT count(*) FROM made'),
('InsertMembershipKey', '
    WITH moved AS (
        UPDATE membership_version SET version = version + 1, changed_at = now()
        WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM membership
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster),
    made AS (
        INSERT INTO membership (cluster, address, port, generation, name, host, status, proxy_port, started_at, alive_at)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM moved
        RETURNING 1)
    SELECT count(*) FROM made'),
('UpdateMembershipKey', '
    WITH moved AS (
        UPDATE membership_version SET version = version + 1, changed_at = now()
        WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM membership
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster),
    made AS (
        UPDATE membership m SET status = @Status, suspected = @SuspectTimes, alive_at = @IAmAliveTime FROM moved
        WHERE m.cluster = moved.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
        RETURNING 1)
    SELECT count(*) FROM made'),
('UpdateIAmAlivetimeKey', '
    UPDATE membership SET alive_at = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation'),
('DeleteMembershipTableEntriesKey', '
    WITH members AS (DELETE FROM membership WHERE cluster = @DeploymentId)
    DELETE FROM membership_version WHERE cluster = @DeploymentId'),
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM membership WHERE cluster = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime'),
('CleanupDefunctSiloEntryKey', '
    DELETE FROM membership
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
        AND started_at = @StartTime AND alive_at = @IAmAliveTime AND suspected IS NOT DISTINCT FROM @SuspectTimes'),
('SystemConnectorVersion', '1')
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText WHERE OrleansQuery.QueryText <> excluded.QueryText;
