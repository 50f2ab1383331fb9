namespace MicroService.Publishing.Images;

/// <summary>The folder of a NATS server's streams, from its arguments.</summary>
internal static class NatsStore
{
    // The server's own default (nats-server, dynJetStreamConfig).
    private const string Default = "/tmp/nats/jetstream";

    private static readonly string[] Switches = ["-js", "--js", "-jetstream", "--jetstream"];

    private static readonly string[] Folders = ["-sd", "--sd", "-store_dir", "--store_dir"];

    /// <summary>The folder of JetStream; null for a server that keeps nothing.</summary>
    public static string? Of(IReadOnlyList<string> arguments)
    {
        if (!arguments.Any(Switches.Contains))
        {
            return null;
        }

        var folder = arguments.SkipWhile(argument => !Folders.Contains(argument)).Skip(1).FirstOrDefault()
            ?? arguments.FirstOrDefault(argument => Folders.Any(name => argument.StartsWith(name + "=", StringComparison.Ordinal)))?.Split('=', 2)[1];
        return folder is { Length: > 1 } && folder[0] == '/' && !folder.Contains('{', StringComparison.Ordinal) ? folder.TrimEnd('/') : Default;
    }
}
