using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Kubeconfigs;

/// <summary>Turns a context of a kubeconfig into a connection.</summary>
internal static class ConnectionReader
{
    private const string ExecGroup = "client.authentication.k8s.io/";

    /// <exception cref="KubeconfigException">The kubeconfig says something that can't be.</exception>
    public static ClusterConnection Read(string name, NamedEntry context, NamedEntry cluster, NamedEntry? user, TimeProvider time)
    {
        if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            throw new KubeconfigException($"the server {cluster.Text("server") ?? "(none)"} is no address.");
        }

        if (server.UserInfo.Length > 0)
        {
            throw new KubeconfigException($"the address of the server {server.Host} has a user name, which belongs to users.");
        }

        Uri? proxy = null;
        if (cluster.Text("proxy-url") is { } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out proxy) || proxy.Scheme is not ("http" or "https" or "socks5")))
        {
            throw new KubeconfigException("the proxy-url is no address of a proxy (http, https or socks5).");
        }

        return new ClusterConnection
        {
            Name = name,
            Server = server,
            Trust = TrustOf(cluster),
            ServerName = cluster.Text("tls-server-name"),
            Proxy = proxy,
            // Without TLS anybody on the way could read the credential; kubectl sends none, either.
            Credentials = user is null || server.Scheme == "http" ? CredentialSource.Anonymous : CredentialsOf(user, cluster, time),
            Impersonation = user is null ? [] : [.. ImpersonationOf(user)],
            Namespace = context.Text("namespace") ?? "default",
        };
    }

    private static ServerTrust TrustOf(NamedEntry cluster)
    {
        try
        {
            return cluster.Value.Boolean("insecure-skip-tls-verify") == true ? ServerTrust.Everything
                : Data(cluster, "certificate-authority-data") is { } pem ? ServerTrust.OfPem(pem)
                : cluster.PathOf("certificate-authority") is not { } file ? ServerTrust.OfSystem
                : File.Exists(file) ? ServerTrust.OfFile(file)
                : throw new KubeconfigException($"the certificate-authority {file} does not exist.");
        }
        catch (CryptographicException exception)
        {
            throw new KubeconfigException($"certificate-authority-data is no certificate in PEM: {exception.Message}");
        }
    }

    // In the order of client-go: a certificate goes along with a token.
    private static CredentialSource CredentialsOf(NamedEntry user, NamedEntry cluster, TimeProvider time)
    {
        if (user.Value.Mapping("exec") is { } exec)
        {
            return new ExecCredentialSource(ExecOf(exec, user.File, cluster), time);
        }

        if (user.Value.Has("auth-provider"))
        {
            throw new KubeconfigException("auth-provider was removed in Kubernetes 1.26; use the exec plug-in of your cluster's provider.");
        }

        try
        {
            var authorization = user.Text("token") is { } token ? Credential.OfToken(token).Authorization
                : user.Text("username") is { } name ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}")))
                : null;
            var certified = CertificatesOf(user, user.PathOf("tokenFile") is null ? authorization : null);
            return user.PathOf("tokenFile") is { } tokenFile ? new TokenFile(tokenFile, time, certified) : certified;
        }
        catch (Exception exception) when (exception is CredentialException or IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(exception.Message);
        }
    }

    // Certificate and key are in files, which may be replaced, or in the kubeconfig, or one here and one there.
    private static CredentialSource CertificatesOf(NamedEntry user, AuthenticationHeaderValue? authorization)
    {
        var (certificate, key) = (Data(user, "client-certificate-data"), Data(user, "client-key-data"));
        var certificateFile = certificate is null ? user.PathOf("client-certificate") : null;
        var keyFile = key is null ? user.PathOf("client-key") : null;
        if (certificateFile is not null && keyFile is not null)
        {
            return new CertificateFiles(certificateFile, keyFile, authorization);
        }

        certificate ??= certificateFile is null ? null : File.ReadAllText(certificateFile);
        key ??= keyFile is null ? null : File.ReadAllText(keyFile);
        return (certificate, key) switch
        {
            (null, null) => new FixedCredential(new Credential(authorization)),
            ({ } written, { } secret) => new FixedCredential(new Credential(authorization, ClientCertificate.Of(written, secret, user.File))),
            _ => throw new KubeconfigException("a client certificate needs both client-certificate and client-key; one is missing."),
        };
    }

    private static ExecCommand ExecOf(MappingNode exec, string file, NamedEntry cluster)
    {
        if (exec.Text("command") is not { Length: > 0 } command)
        {
            throw new KubeconfigException("exec has no command.");
        }

        if (exec.Text("apiVersion") is not (ExecGroup + "v1" or ExecGroup + "v1beta1"))
        {
            throw new KubeconfigException($"exec has apiVersion {exec.Text("apiVersion") ?? "(none)"}; known are {ExecGroup}v1 and {ExecGroup}v1beta1.");
        }

        return new ExecCommand
        {
            ApiVersion = exec.Text("apiVersion")!,
            // A bare name is looked for on PATH, a path starts from the file.
            Command = command.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0 ? Path.GetFullPath(command, NamedEntry.FolderOf(file)) : command,
            Arguments = [.. exec.Sequence("args")?.Items.OfType<ScalarNode>().Select(argument => argument.Value) ?? []],
            Environment = exec.Mappings("env").DistinctBy(variable => variable.Text("name"))
                .ToDictionary(variable => variable.Text("name") ?? "", variable => variable.Text("value") ?? ""),
            InstallHint = exec.Text("installHint"),
            Interaction = Enum.TryParse<ExecInteraction>(exec.Text("interactiveMode"), out var mode) ? mode : ExecInteraction.IfAvailable,
            ClusterInfo = exec.Boolean("provideClusterInfo") == true ? ClusterInfo(cluster) : null,
        };
    }

    private static string ClusterInfo(NamedEntry cluster)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var key in new[] { "server", "tls-server-name", "certificate-authority-data", "proxy-url" })
            {
                if (cluster.Text(key) is { } text)
                {
                    writer.WriteString(key, text);
                }
            }

            if (cluster.Text("certificate-authority-data") is null && cluster.PathOf("certificate-authority") is { } file)
            {
                writer.WriteString("certificate-authority-data", Convert.ToBase64String(File.ReadAllBytes(file)));
            }

            writer.WriteBoolean("insecure-skip-tls-verify", cluster.Value.Boolean("insecure-skip-tls-verify") == true);
            var extension = cluster.Value.Mappings("extensions").FirstOrDefault(entry => entry.Text("name") == $"{ExecGroup}exec");
            if (extension?["extension"] is { } config)
            {
                writer.WritePropertyName("config");
                config.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IEnumerable<KeyValuePair<string, string>> ImpersonationOf(NamedEntry user)
    {
        if (user.Text("as") is { } name)
        {
            yield return new("Impersonate-User", name);
        }

        if (user.Text("as-uid") is { } uid)
        {
            yield return new("Impersonate-Uid", uid);
        }

        foreach (var group in user.Value.Sequence("as-groups")?.Items.OfType<ScalarNode>() ?? [])
        {
            yield return new("Impersonate-Group", group.Value);
        }

        foreach (var extra in user.Value.Mapping("as-user-extra")?.Entries ?? [])
        {
            foreach (var value in (extra.Value as SequenceNode)?.Items.OfType<ScalarNode>() ?? [])
            {
                yield return new($"Impersonate-Extra-{Uri.EscapeDataString(extra.Key.Value.ToLowerInvariant())}", value.Value);
            }
        }
    }

    private static string? Data(NamedEntry entry, string key)
    {
        try
        {
            return entry.Text(key) is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null;
        }
        catch (FormatException)
        {
            throw new KubeconfigException($"{key} is no base64.");
        }
    }
}
