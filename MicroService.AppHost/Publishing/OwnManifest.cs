using MicroService.AppHost.Embedded;

namespace MicroService.AppHost.Publishing;

/// <summary>Tells the app model that this program was built with from those of others.</summary>
internal static class OwnManifest
{
    /// <summary>Whether a manifest is the program's own: the very file, or a copy of it, such as that of another clone.</summary>
    public static bool Is(string path) =>
        ManifestFile.OfThisProgram() is { } own
        && (path == own || (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(own))));
}
