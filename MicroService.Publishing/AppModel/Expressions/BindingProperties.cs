namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>What can be asked of a binding.</summary>
internal static class BindingProperties
{
    public const string Url = "url";
    public const string Host = "host";
    public const string Port = "port";
    public const string TargetPort = "targetPort";
    public const string Scheme = "scheme";
    public const string TlsEnabled = "tlsEnabled";

    public static IReadOnlyList<string> All { get; } = [Url, Host, Port, TargetPort, Scheme, TlsEnabled];
}
