using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace MicroService.Cluster.Credentials;

/// <summary>Credentials that a program makes. They are kept until they expire, or the server rejects them.</summary>
/// <remarks>https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins.</remarks>
internal sealed class ExecCredentialSource(ExecCommand exec, TimeProvider time) : CredentialSource, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InteractiveTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private Kept? _kept;

    public override X509Certificate2? Certificate => Volatile.Read(ref _kept)?.Credential.Certificate;

    public override async ValueTask<Credential> GetAsync(CancellationToken cancellationToken) =>
        Fresh() ?? await MakeAsync(rejected: null, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<bool> RenewAsync(Credential rejected, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(rejected, cancellationToken).ConfigureAwait(false);
        return made.Authorization?.Parameter != rejected.Authorization?.Parameter;
    }

    public void Dispose() => _one.Dispose();

    private Credential? Fresh() =>
        Volatile.Read(ref _kept) is { } kept && (kept.Expires is null || time.GetUtcNow() < kept.Expires - Margin) ? kept.Credential : null;

    private async ValueTask<Credential> MakeAsync(Credential? rejected, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another request may have made one meanwhile.
            if (Fresh() is { } fresh && !ReferenceEquals(fresh, rejected))
            {
                return fresh;
            }

            var kept = Read(await RunAsync(cancellationToken).ConfigureAwait(false));
            Volatile.Write(ref _kept, kept);
            return kept.Credential;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<byte[]> RunAsync(CancellationToken cancellationToken)
    {
        var isInteractive = exec.Interaction != ExecInteraction.Never && !Console.IsInputRedirected;
        if (exec.Interaction == ExecInteraction.Always && !isInteractive)
        {
            throw new CredentialException($"{exec.Command} asks for a person, and standard input is no terminal.");
        }

        var program = Find(exec.Command) ?? throw CannotStart("it is not on PATH");
        var start = new ProcessStartInfo(program, exec.Arguments)
        {
            RedirectStandardInput = !isInteractive,
            RedirectStandardOutput = true,
            RedirectStandardError = !isInteractive,
            UseShellExecute = false,
        };
        foreach (var (name, value) in exec.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecInfo(isInteractive);
        try
        {
            using var process = Process.Start(start)!;
            using var timeout = new CancellationTokenSource(isInteractive ? InteractiveTimeout : Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            using var atEnd = either.Token.Register(() => End(process));
            var errors = Task.FromResult("");
            if (!isInteractive)
            {
                process.StandardInput.Close();
                errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            }

            using var output = new MemoryStream();
            // A program that it leaves behind may hold its output open.
            await process.StandardOutput.BaseStream.CopyToAsync(output, either.Token).ConfigureAwait(false);
            var said = (await errors.ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested ? throw TooSlow()
                : process.ExitCode == 0 ? output.ToArray()
                : throw new CredentialException(
                    $"{exec.Command}, which makes the credentials, ended with exit code {process.ExitCode}{(said.Length > 0 ? $": {said}" : ".")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooSlow();
        }
        catch (Win32Exception exception)
        {
            throw CannotStart(exception.Message);
        }
    }

    // A bare name is looked for in the folders of PATH alone, never in the current folder, where anybody may have put a program of that name.
    private static string? Find(string command) => Path.IsPathRooted(command)
        ? command
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathRooted)
            .SelectMany(folder => OperatingSystem.IsWindows()
                ? new[] { $"{command}.exe", $"{command}.cmd", command }.Select(file => Path.Combine(folder, file))
                : [Path.Combine(folder, command)])
            .FirstOrDefault(File.Exists);

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile, or is not ours to end: what waits for it has its own timeout.
        }
    }

    private CredentialException CannotStart(string reason)
    {
        var hint = exec.InstallHint is { } text ? $" {text.Trim()}" : " Install it, or use another context.";
        return new CredentialException($"{exec.Command}, which makes the credentials, can't be started: {reason}.{hint}");
    }

    private CredentialException TooSlow() => new($"{exec.Command}, which makes the credentials, did not end in time.");

    private string ExecInfo(bool isInteractive)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "ExecCredential");
            writer.WriteString("apiVersion", exec.ApiVersion);
            writer.WriteStartObject("spec");
            writer.WriteBoolean("interactive", isInteractive);
            if (exec.ClusterInfo is { } cluster)
            {
                writer.WritePropertyName("cluster");
                writer.WriteRawValue(cluster);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private Kept Read(byte[] printed)
    {
        try
        {
            var root = JsonElement.Parse(printed);
            if (root.GetProperty("apiVersion").GetString() != exec.ApiVersion)
            {
                throw new CredentialException($"{exec.Command} answers with another version than the kubeconfig names, {exec.ApiVersion}.");
            }

            var status = root.GetProperty("status");
            var token = Text(status, "token");
            var certificate = Text(status, "clientCertificateData") is { } pem && Text(status, "clientKeyData") is { } key
                ? ClientCertificate.Of(pem, key, exec.Command)
                : null;
            if (token is null && certificate is null)
            {
                throw new CredentialException($"{exec.Command} made neither a token nor a client certificate.");
            }

            var credential = token is null ? new Credential(null, certificate) : Credential.OfToken(token) with { Certificate = certificate };
            return new Kept(credential, Text(status, "expirationTimestamp") is { } expires ? DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture) : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CredentialException($"{exec.Command} printed no ExecCredential: {exception.Message}");
        }
    }

    private static string? Text(JsonElement status, string name) =>
        status.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;

    private sealed record Kept(Credential Credential, DateTimeOffset? Expires);
}
