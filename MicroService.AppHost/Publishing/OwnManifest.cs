using MicroService.AppHost.Embedded;

namespace MicroService.AppHost.Publishing;

/// <summary>Tells the app model that this program was built with from those of others.</summary>
internal static class OwnManifest
{
    /// <summary>Whether a manifest is the program's own: that file, or a copy of it, such as that of another clone.</summary>
    public static bool Is(ReadOnlySpan<byte> content) => ManifestFile.OfThisProgram() is { } own && content.SequenceEqual(File.ReadAllBytes(own));
}
