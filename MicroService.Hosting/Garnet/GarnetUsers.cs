using MicroService.Publishing.AppModel.Parameters;
using StackExchange.Redis;

namespace MicroService.Hosting.Garnet;

/// <summary>The users of a Garnet process: one, <c>default</c>, with the passwords that its access control list (ACL) names.</summary>
/// <param name="path">The file of <c>--acl-file</c>, which the server reads when it starts.</param>
internal sealed class GarnetUsers(string path)
{
    private const string User = "default";

    public string Path => path;

    /// <summary>Writes the list for the next start of the server. Only its owner can read the file.</summary>
    public void Write(string password) => OwnerOnlyFile.Replace(path, $"user {User} on >{password} ~* +@all\n");

    /// <summary>Lets a second password in; open connections stay.</summary>
    public static Task AddPasswordAsync(IConnectionMultiplexer connection, string password) => SetAsync(connection, $">{password}");

    /// <summary>Lets in one password and no other; open connections stay.</summary>
    public static Task SetPasswordAsync(IConnectionMultiplexer connection, string password) => SetAsync(connection, "resetpass", $">{password}");

    private static Task<RedisResult> SetAsync(IConnectionMultiplexer connection, params object[] changes) =>
        connection.GetServers()[0].ExecuteAsync("ACL", ["SETUSER", User, .. changes]);
}
