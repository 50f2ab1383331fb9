using System.Runtime.InteropServices;

namespace MicroService.Benchmarks.Audits;

/// <summary>
/// The events of libyaml, which is written in C: what a native parser would need for the same bytes. Rust's unsafe-libyaml is the same code,
/// and Go's yaml.v3 a translation of it. Needs libyaml-0.so.2 (Debian: libyaml-0-2).
/// </summary>
internal static class NativeYaml
{
    private const string Library = "libyaml-0.so.2";

    // More than sizeof(yaml_parser_t) and sizeof(yaml_event_t) of 0.2.5, which are 480 and 104.
    private const int ParserSize = 1024;
    private const int EventSize = 256;
    private const int StreamEnd = 2;

    /// <summary>Whether the library is installed.</summary>
    public static bool IsHere => NativeLibrary.TryLoad(Library, typeof(NativeYaml).Assembly, DllImportSearchPath.SafeDirectories, out _);

    /// <summary>Parses all of it and returns how many events there were.</summary>
    public static int Count(byte[] utf8)
    {
        var input = GCHandle.Alloc(utf8, GCHandleType.Pinned);
        var (parser, current) = (Marshal.AllocHGlobal(ParserSize), Marshal.AllocHGlobal(EventSize));
        try
        {
            if (Initialize(parser) == 0)
            {
                throw new InvalidOperationException("libyaml has no memory.");
            }

            SetInput(parser, input.AddrOfPinnedObject(), (nuint)utf8.Length);
            var (events, type) = (0, 0);
            while (type != StreamEnd)
            {
                if (Parse(parser, current) == 0)
                {
                    throw new InvalidOperationException("libyaml can't read it.");
                }

                type = Marshal.ReadInt32(current);
                DeleteEvent(current);
                events++;
            }

            DeleteParser(parser);
            return events;
        }
        finally
        {
            Marshal.FreeHGlobal(parser);
            Marshal.FreeHGlobal(current);
            input.Free();
        }
    }

    [DllImport(Library, EntryPoint = "yaml_parser_initialize")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Initialize(nint parser);

    [DllImport(Library, EntryPoint = "yaml_parser_set_input_string")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void SetInput(nint parser, nint input, nuint size);

    [DllImport(Library, EntryPoint = "yaml_parser_parse")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Parse(nint parser, nint current);

    [DllImport(Library, EntryPoint = "yaml_event_delete")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void DeleteEvent(nint current);

    [DllImport(Library, EntryPoint = "yaml_parser_delete")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void DeleteParser(nint parser);
}
