namespace MicroService.Publishing.Databases;

/// <summary>A kind of database server, and the client in its image that creates a database.</summary>
/// <param name="Profile">The name of the image profile.</param>
/// <param name="Port">The port that it listens on unless told otherwise.</param>
/// <param name="UserVariable">The server's variable with the name of its administrator; null if it is fixed.</param>
/// <param name="DefaultUser">The administrator if that variable is not set.</param>
/// <param name="PasswordVariables">The server's variables for its password; the first one that is set counts.</param>
/// <param name="DatabaseVariables">The server's variables for a database that the image itself creates.</param>
/// <param name="ClientPassword">The variable that the client reads the password from.</param>
/// <param name="Script">A shell script that waits for the server and creates the database unless it exists.</param>
internal sealed record DatabaseEngine(
    string Profile,
    int Port,
    string? UserVariable,
    string DefaultUser,
    IReadOnlyList<string> PasswordVariables,
    IReadOnlyList<string> DatabaseVariables,
    string ClientPassword,
    string Script)
{
    public const string HostVariable = "DATABASE_HOST";
    public const string PortVariable = "DATABASE_PORT";
    public const string UserNameVariable = "DATABASE_USER";
    public const string NameVariable = "DATABASE_NAME";

    private static readonly DatabaseEngine PostgreSql = new(
        "PostgreSQL",
        5432,
        "POSTGRES_USER",
        "postgres",
        ["POSTGRES_PASSWORD"],
        ["POSTGRES_DB"],
        "PGPASSWORD",
        """
        set -e
        export PGHOST="$DATABASE_HOST" PGPORT="$DATABASE_PORT" PGUSER="$DATABASE_USER"
        until pg_isready --quiet; do sleep 2; done
        printf '%s\n' "SELECT format('CREATE DATABASE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec" |
          psql --no-psqlrc --dbname=postgres --set=ON_ERROR_STOP=1 --set=name="$DATABASE_NAME"
        """);

    private static readonly DatabaseEngine MySql = new(
        "MySQL",
        3306,
        null,
        "root",
        ["MYSQL_ROOT_PASSWORD"],
        ["MYSQL_DATABASE"],
        "MYSQL_PWD",
        """
        set -e
        server="--protocol=tcp --host=$DATABASE_HOST --port=$DATABASE_PORT --user=$DATABASE_USER"
        until mysqladmin $server --silent ping; do sleep 2; done
        mysql $server --execute="CREATE DATABASE IF NOT EXISTS \`$DATABASE_NAME\`"
        """);

    private static readonly DatabaseEngine MariaDb = new(
        "MariaDB",
        3306,
        null,
        "root",
        ["MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"],
        ["MARIADB_DATABASE", "MYSQL_DATABASE"],
        "MYSQL_PWD",
        """
        set -e
        server="--protocol=tcp --host=$DATABASE_HOST --port=$DATABASE_PORT --user=$DATABASE_USER"
        until mariadb-admin $server --silent ping; do sleep 2; done
        mariadb $server --execute="CREATE DATABASE IF NOT EXISTS \`$DATABASE_NAME\`"
        """);

    private static readonly DatabaseEngine SqlServer = new(
        "SQL Server",
        1433,
        null,
        "sa",
        ["MSSQL_SA_PASSWORD", "SA_PASSWORD"],
        [],
        "SQLCMDPASSWORD",
        """
        set -e
        PATH="$PATH:/opt/mssql-tools18/bin:/opt/mssql-tools/bin"
        run() { sqlcmd -C -b -l 5 -S "$DATABASE_HOST,$DATABASE_PORT" -U "$DATABASE_USER" -Q "$1"; }
        until run "SELECT 1" > /dev/null; do sleep 2; done
        run "IF DB_ID(N'$DATABASE_NAME') IS NULL CREATE DATABASE [$DATABASE_NAME]"
        """);

    /// <summary>All known engines. Servers that create a database on the first write (MongoDB) need none.</summary>
    public static IReadOnlyList<DatabaseEngine> All { get; } = [PostgreSql, MySql, MariaDb, SqlServer];

    /// <summary>The engine of an image with that profile, or null.</summary>
    public static DatabaseEngine? Of(string profile) => All.FirstOrDefault(engine => engine.Profile == profile);
}
