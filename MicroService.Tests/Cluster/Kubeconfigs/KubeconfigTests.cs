using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;
using MicroService.Cluster.Kubeconfigs;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Cluster.Kubeconfigs;

public sealed class KubeconfigTests : IDisposable
{
    private const string Whole = """
        current-context: one
        clusters:
          - {name: here, cluster: {server: "https://10.0.0.1:6443", tls-server-name: kubernetes, proxy-url: "http://proxy.example.com:3128"}}
        users:
          - {name: jo, user: {token: of-jo}}
        contexts:
          - {name: one, context: {cluster: here, user: jo, namespace: shop}}
          - {name: lost, context: {cluster: nowhere, user: jo}}
          - {name: nobody, context: {cluster: here, user: nobody}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-kubeconfig-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CurrentContext_IsConnectedTo()
    {
        var connection = (await FindAsync(Write("config", Whole))).Connection!;

        Assert.Equal(
            ("one", "https://10.0.0.1:6443/", "kubernetes", "http://proxy.example.com:3128/", "shop"),
            (connection.Name, connection.Server.ToString(), connection.ServerName, connection.Proxy!.ToString(), connection.Namespace));
        Assert.Equal("of-jo", await TokenAsync(connection));
    }

    [Fact]
    public async Task SeveralFiles_AreOneAndTheFirstDecides()
    {
        var first = Write("first", "current-context: two\nusers: [{name: jo, user: {token: of-the-first}}]\n");
        var second = Write("second", $"{Whole}\n  - {{name: two, context: {{cluster: here, user: jo}}}}\n");
        var missing = Path.Combine(_folder.FullName, "missing");

        var reading = await ClusterConnections.FindAsync(
            null, null, name => name == "KUBECONFIG" ? string.Join(Path.PathSeparator, first, missing, second) : null, _time, Cancellation);

        Assert.Equal("two", reading.Connection!.Name);
        Assert.Equal("of-the-first", await TokenAsync(reading.Connection));
    }

    [Theory]
    [InlineData("two", "The kubeconfig has no context two. It has: lost, nobody, one")]
    [InlineData("lost", "The cluster nowhere of the context lost is not in the kubeconfig.")]
    [InlineData("nobody", "The user nobody of the context nobody is not in the kubeconfig.")]
    public async Task ContextThatIsNotWhole_IsSaid(string context, string problem) =>
        Assert.Equal(problem, (await FindAsync(Write("config", Whole), context)).Problem);

    [Theory]
    [InlineData("clusters: [{name: c, cluster: {server: nowhere}}]", "is no address")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://a', certificate-authority-data: '%'}}]", "certificate-authority-data is no base64")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://a', certificate-authority-data: YQ==}}]", "no certificate in PEM")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://a', certificate-authority: missing.crt}}]", "missing.crt does not exist")]
    [InlineData("clusters: [{name: c, cluster: {server: 'https://a', proxy-url: 'ftp://a'}}]", "no address of a proxy")]
    public async Task ClusterThatCannotBe_IsSaid(string clusters, string words)
    {
        var file = Write("config", $"current-context: x\n{clusters}\ncontexts: [{{name: x, context: {{cluster: c}}}}]\n");

        Assert.Contains(words, (await FindAsync(file)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth-provider: {name: gcp}", "auth-provider was removed")]
    [InlineData("exec: {command: login, apiVersion: client.authentication.k8s.io/v1alpha1}", "v1alpha1")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "exec has no command")]
    [InlineData("token: \"one\\ntwo\"", "no single line")]
    [InlineData("client-certificate-data: YQ==", "one is missing")]
    public async Task UserThatCannotBe_IsSaid(string user, string words)
    {
        var file = Write("config", WithUser(user));

        Assert.Contains(words, (await FindAsync(file)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoKubeconfigAndNoPod_IsSaid()
    {
        var reading = await ClusterConnections.FindAsync(null, null, name => name == "HOME" ? _folder.FullName : null, _time, Cancellation);

        Assert.StartsWith($"There is no kubeconfig at {Path.Combine(_folder.FullName, ".kube", "config")}", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNamedAndMissing_IsSaid() =>
        Assert.EndsWith("there is no such kubeconfig.", (await FindAsync(Path.Combine(_folder.FullName, "missing"))).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task TokenFile_IsReadFromTheFolderOfTheKubeconfigWheneverItChanges()
    {
        Write("token", "first");
        var connection = (await FindAsync(Write("config", WithUser("tokenFile: token")))).Connection!;
        var before = await TokenAsync(connection);
        Write("token", "second\n");
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(("first", "second"), (before, await TokenAsync(connection)));
    }

    [Fact]
    public async Task CredentialOfAProgram_IsKeptUntilItExpires()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        WriteProgram("""echo x >> runs; printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s","expirationTimestamp":"%s"}}' "$(wc -l < runs | tr -d ' ')" "$UNTIL" """);
        var until = _time.GetUtcNow().AddMinutes(5).ToString("O");
        var connection = (await FindAsync(Write("config", WithUser(
            $"exec: {{command: ./login, apiVersion: client.authentication.k8s.io/v1, env: [{{name: UNTIL, value: '{until}'}}]}}")))).Connection!;
        var tokens = new List<string?> { await TokenAsync(connection), await TokenAsync(connection) };
        _time.Advance(TimeSpan.FromMinutes(5));
        tokens.Add(await TokenAsync(connection));

        Assert.Equal(["t1", "t1", "t2"], tokens);
    }

    [Fact]
    public async Task CredentialThatIsRejected_IsMadeAnew()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        WriteProgram("""echo x >> runs; printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"}}' "$(wc -l < runs | tr -d ' ')" """);
        var connection = (await FindAsync(Write("config", WithUser("exec: {command: ./login, apiVersion: client.authentication.k8s.io/v1}")))).Connection!;
        var rejected = await connection.Credentials.GetAsync(Cancellation);

        Assert.True(await connection.Credentials.RenewAsync(rejected, Cancellation));
        Assert.Equal("t2", await TokenAsync(connection));
    }

    [Fact]
    public async Task ProgramThatFails_IsQuoted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        WriteProgram("echo 'sign in first' >&2; exit 3");
        var connection = (await FindAsync(Write("config", WithUser("exec: {command: ./login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}")))).Connection!;

        var exception = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(connection));

        Assert.EndsWith("ended with exit code 3: sign in first", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramWithoutAPath_IsNotTakenFromTheCurrentFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        var name = $"login-{_folder.Name}";
        File.Copy(WriteProgram("echo {}"), Path.GetFullPath(name));
        try
        {
            var connection = (await FindAsync(Write("config", WithUser($"exec: {{command: {name}, apiVersion: client.authentication.k8s.io/v1}}")))).Connection!;

            var exception = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(connection));

            Assert.Contains("it is not on PATH", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(Path.GetFullPath(name));
        }
    }

    [Fact]
    public async Task ServerWithoutTls_GetsNoCredential()
    {
        var connection = (await FindAsync(Write("config", WithUser("token: secret").Replace("https://", "http://", StringComparison.Ordinal)))).Connection!;

        Assert.Null(await TokenAsync(connection));
    }

    [Fact]
    public async Task ServerWithAUserName_IsRejectedWithoutItsPassword()
    {
        var reading = await FindAsync(Write("config", WithUser("token: secret").Replace("https://a", "https://me:hidden@a", StringComparison.Ordinal)));

        Assert.DoesNotContain("hidden", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Impersonation_HasGroupsAndExtraFields()
    {
        var connection = (await FindAsync(Write("config", WithUser("{as: jane, as-groups: [a, b], as-user-extra: {Scopes: [view]}}")))).Connection!;

        Assert.Equal(
            ["Impersonate-User: jane", "Impersonate-Group: a", "Impersonate-Group: b", "Impersonate-Extra-scopes: view"],
            connection.Impersonation.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Fact]
    public async Task ProgramThatIsMissing_IsSaidWithItsHint()
    {
        var connection = (await FindAsync(Write("config", WithUser(
            "exec: {command: ./no-such, apiVersion: client.authentication.k8s.io/v1, installHint: Install the cloud's tool.}")))).Connection!;

        var exception = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(connection));

        Assert.EndsWith("Install the cloud's tool.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pod_ConnectsToItsOwnCluster()
    {
        Write("token", "of-the-pod");
        Write("namespace", "shop");
        Write("ca.crt", "");

        var connection = InClusterConnection.Find(
            name => name switch { "KUBERNETES_SERVICE_HOST" => "fd00::1", "KUBERNETES_SERVICE_PORT" => "6443", _ => null }, _folder.FullName, _time)!;

        Assert.Equal(("https://[fd00::1]:6443/", "shop"), (connection.Server.ToString(), connection.Namespace));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string WithUser(string user) =>
        $"current-context: x\nclusters: [{{name: c, cluster: {{server: 'https://a'}}}}]\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\nusers:\n  - name: u\n    user:\n      {user}\n";

    private static async Task<string?> TokenAsync(ClusterConnection connection) =>
        (await connection.Credentials.GetAsync(Cancellation)).Authorization?.Parameter;

    private Task<ConnectionReading> FindAsync(string file, string? context = null) =>
        ClusterConnections.FindAsync(file, context, static _ => null, _time, Cancellation);

    private string WriteProgram(string script)
    {
        var path = Write("login", $"#!/bin/sh\ncd \"$(dirname \"$0\")\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
