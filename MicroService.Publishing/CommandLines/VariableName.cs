using System.Buffers;

namespace MicroService.Publishing.CommandLines;

/// <summary>Names of variables for secrets in arguments.</summary>
internal static class VariableName
{
    /// <summary>The characters that every shell allows in the name of a variable.</summary>
    public static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    // Shells, loaders and runtimes use these themselves.
    private static readonly string[] Reserved =
    [
        "PATH", "HOME", "ENV", "IFS", "SHELL", "SHELLOPTS", "PWD", "OLDPWD", "CDPATH", "USER", "LOGNAME", "HOSTNAME", "TERM", "LANG", "TZ", "TMPDIR", "TMP", "TEMP",
        "UID", "EUID", "PPID", "GROUPS", "RANDOM", "SECONDS", "LINENO", "OPTARG", "OPTIND", "OPTERR", "GLOBIGNORE", "FUNCNAME", "PROMPT_COMMAND", "MAIL", "NODE_OPTIONS", "CLASSPATH", "TZDIR",
    ];

    private static readonly string[] ReservedBeginnings =
    [
        "LD_", "LC_", "PS", "BASH", "MALLOC_", "GLIBC_", "DOTNET_", "ASPNETCORE_", "CORECLR_", "COMPLUS_", "KUBERNETES_", "PYTHON", "PERL", "RUBY", "JAVA_", "JDK_", "_JAVA", "GO", "OTEL_", "SSL_", "NODE_", "HTTP_", "HTTPS_",
    ];

    /// <summary>A name derived from a key of the manifest or an option, without reserved names.</summary>
    public static string Of(string key)
    {
        var name = string.Concat(key.TrimStart('-').Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
        return name.Length == 0 || Reserved.Contains(name) || ReservedBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)) ? $"SECRET_{name}"
            : char.IsAsciiDigit(name[0]) ? $"_{name}"
            : name;
    }
}
