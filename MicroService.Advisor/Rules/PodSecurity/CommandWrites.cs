using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>
/// What a container's commands visibly write to its root file system, outside of its volumes and of what the kernel mounts: that fails
/// where it is read-only, and for a user who does not own the folder.
/// </summary>
internal sealed partial class CommandWrites
{
    private const int LongestName = 100;

    // They change files in /etc, or keep layers, pid files and sockets beside themselves.
    private static readonly FrozenSet<string> Programs = FrozenSet.ToFrozenSet(
        [
            "a2enmod", "addgroup", "adduser", "apache2-foreground", "apache2ctl", "apachectl", "buildah", "buildkitd", "chpasswd", "cmake", "containerd", "deluser", "docker-php-ext-enable",
            "docker-php-ext-install", "dockerd", "dockerd-entrypoint.sh", "gradle", "gradlew", "groupadd", "groupmod", "httpd-foreground", "locale-gen", "make",
            "mvn", "mvnw", "npx", "passwd", "pecl", "podman", "supervisord", "update-alternatives", "useradd", "userdel", "usermod",
        ],
        StringComparer.Ordinal);

    // They write packages, caches or built code, in the working folder and in the user's home.
    private static readonly FrozenDictionary<string, string[]> Subcommands = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["ansible-galaxy"] = ["install", "collection", "role"],
        ["bun"] = ["add", "i", "install"],
        ["bundle"] = ["install", "update"],
        ["cargo"] = ["build", "install", "run", "test"],
        ["composer"] = ["create-project", "install", "require", "update"],
        ["conda"] = ["create", "install", "update"],
        ["dotnet"] = ["build", "new", "publish", "restore", "run", "test", "tool", "watch"],
        ["gem"] = ["install"],
        ["go"] = ["build", "generate", "get", "install", "mod", "run", "test"],
        ["helm"] = ["dependency", "pull", "repo"],
        ["mamba"] = ["create", "install", "update"],
        ["npm"] = ["add", "ci", "i", "install", "update"],
        ["pip"] = ["install"],
        ["pip3"] = ["install"],
        ["pipx"] = ["install"],
        ["playwright"] = ["install"],
        ["pnpm"] = ["add", "i", "install"],
        ["poetry"] = ["add", "install", "update"],
        ["terraform"] = ["init"],
        ["uv"] = ["add", "pip", "sync"],
        ["yarn"] = ["add", "install"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] TargetOptions = ["-t", "--target", "--prefix", "--root", "--target-directory"];

    // Mounted in every container, or by the fix.
    private static readonly string[] Writable = ["/dev", "/proc", "/sys", "/tmp"];

    private readonly Container _container;
    private readonly List<string> _writable;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private string? _folder;

    private CommandWrites(Container container)
    {
        _container = container;
        _folder = container.Node.Text("workingDir") is { Length: > 0 } folder ? folder : null;
        _writable =
        [
            .. Writable,
            .. KnownImage.Of(container.Image)?.ScratchPaths ?? [],
            .. container.VolumeMounts.Select(mount => mount.Text("mountPath")?.TrimEnd('/')).OfType<string>(),
        ];
        foreach (var variable in container.Environment)
        {
            if (variable.Text("name") is { } name && variable.Text("value") is { } value)
            {
                _variables[name] = value;
            }
        }
    }

    /// <summary>What the container does, such as "writes to /etc/app" or "runs npm ci"; null if it shows nothing of the kind.</summary>
    public static string? Of(Container container, ObjectGraph graph) => new CommandWrites(container).First(graph);

    /// <summary>The first variable that names a file or folder to write, and what it names; null if none does.</summary>
    public static (string Variable, string Path)? OfVariables(Container container)
    {
        var writes = new CommandWrites(container);
        foreach (var (name, value) in writes._variables)
        {
            var path = value.StartsWith('/') && (WrittenName().IsMatch(name) || WrittenPath().IsMatch(value)) ? value : SocketsIn([value]).FirstOrDefault();
            if (path is not null && writes.Expand([path]) is [var expanded] && writes.IsOutside(expanded))
            {
                return (name, writes.Shown(expanded));
            }
        }

        return null;
    }

    private string? First(ObjectGraph graph) =>
        ShellCommand.Of(_container, graph).Select(Of).FirstOrDefault(write => write is not null) ?? SqliteFile.Of(_container)
            .Select(path => SqliteFile.Readings(_container, path).Any(reading => !IsOutside(reading)) ? null : FirstOutside([path]))
            .FirstOrDefault(write => write is not null);

    private string? Of(ShellCommand command)
    {
        var words = Expand(command.Words);
        var start = 0;
        for (; start < words.Count && (ShellCommand.StartsAnother(words[start]) || ShellCommand.Assignment().IsMatch(words[start])); start++)
        {
            if (ShellCommand.Assignment().Match(words[start]) is { Success: true } assigned)
            {
                _variables[assigned.Groups["name"].Value] = assigned.Groups["value"].Value;
            }
        }

        string[] rest = [.. words.Skip(start)];
        if (FirstOutside(Expand(command.Targets)) is { } target)
        {
            return target;
        }

        if (rest is ["cd", var folder, ..])
        {
            _folder = Absolute(folder) ?? _folder;
            return null;
        }

        return rest.Length == 0 ? null : OfProgram(rest) is { } program ? $"runs {program}" : FirstOutside(Written(rest).Concat(OfOptions(rest)).Concat(SocketsIn(rest)));
    }

    private string? OfProgram(string[] words)
    {
        var name = ShellCommand.ProgramOf(words[0]);
        if (words[0] is "/init" or "/sbin/init" or "/kaniko/executor" || Programs.Contains(name))
        {
            return name == "init" || name == "executor" ? words[0] : name;
        }

        if (name.StartsWith("python", StringComparison.Ordinal) && words is [_, "-m", "pip", ..])
        {
            return OfProgram(words[2..]);
        }

        if (Array.FindIndex(words, word => ShellCommand.ProgramOf(word) == "manage.py") is >= 0 and var manage
            && words.ElementAtOrDefault(manage + 1) is "collectstatic" or "compilemessages" or "compress" or "makemigrations")
        {
            return $"manage.py {words[manage + 1]}";
        }

        if (!Subcommands.TryGetValue(name, out var known))
        {
            return null;
        }

        var sub = Operands(words).FirstOrDefault();
        var builds = name is "npm" or "pnpm" or "yarn" or "bun" && sub == "run" && Operands(words).ElementAtOrDefault(1) == "build";
        if (name == "yarn" && sub is null ? words.Length > 1 : !builds && !known.Contains(sub, StringComparer.Ordinal))
        {
            return null;
        }

        return name.StartsWith("pip", StringComparison.Ordinal) && Value(words, TargetOptions) is { } target && !IsOutside(target) ? null
            : sub is null ? name
            : builds ? $"{name} run build"
            : $"{name} {sub}";
    }

    // The files and folders that a program is told to write.
    private static IEnumerable<string> Written(string[] words)
    {
        var operands = Operands(words).ToList();
        switch (ShellCommand.ProgramOf(words[0]))
        {
            case "tee" or "touch" or "mkdir" or "rmdir" or "rm" or "unlink" or "mkfifo" or "mv":
                return operands;
            case "truncate":
                return operands.TakeLast(1);
            case "chown" or "chmod" or "chgrp":
                return operands.Skip(1);
            case "cp" or "ln" or "install" or "rsync":
                return Value(words, TargetOptions) is { } target ? [target] : operands.Count > 1 ? operands.TakeLast(1) : operands.Select(_ => ".");
            case "sed" or "perl" when words.Any(word => InPlace().IsMatch(word)):
                return operands.TakeLast(1);
            case "dd":
                return words.Where(word => word.StartsWith("of=", StringComparison.Ordinal)).Select(word => word[3..]);
            case "tar" when words.Length > 1 && Extracts().IsMatch(words[1]):
                return [Value(words, "-C", "--directory") ?? "."];
            case "unzip" when !words.Contains("-p") && !words.Contains("-l"):
                return [Value(words, "-d") ?? "."];
            case "gunzip" or "bunzip2" or "unxz" when !words.Contains("-c"):
                return operands.TakeLast(1);
            case "wget" when !words.Contains("--spider"):
                return [Option(words, 'O') ?? Value(words, "--output-document") ?? Value(words, "-P", "--directory-prefix") ?? "."];
            case "curl":
                return (Option(words, 'o') ?? Value(words, "--output")) is { } output ? [output]
                    : words.Any(word => RemoteName().IsMatch(word)) ? ["."]
                    : [];
            case "openssl":
                return Value(words, "-out", "-keyout") is { } made ? [made] : [];
            case "ssh-keygen":
                return words.Contains("-A") ? ["/etc/ssh"] : Value(words, "-f") is { } key ? [key] : [];
            case "keytool":
                return Value(words, "-keystore", "-destkeystore") is { } store ? [store] : [];
            case "git":
                return OfGit(words);
            default:
                return [];
        }
    }

    // --log-file=/var/log/app.log, --pidfile /run/app.pid, -schedule; not --log-level, nor what only says a name.
    private static IEnumerable<string> OfOptions(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (FileOption().Match(words[i]) is { Success: true } option)
            {
                var value = option.Groups["value"].Success ? option.Groups["value"].Value : words.ElementAtOrDefault(i + 1);
                if (value?.StartsWith('/') == true)
                {
                    yield return value;
                }
            }
        }

        if (words.Any(word => ShellCommand.ProgramOf(word) == "celery") && Value(words, "-s", "--schedule") is { } schedule)
        {
            yield return schedule;
        }
    }

    // A socket outside of volumes is the container's own: no other one could have made it.
    private static IEnumerable<string> SocketsIn(IEnumerable<string> words) =>
        words.SelectMany(word => Socket().Matches(word)).Select(match => match.Groups["path"].Value);

    private static string[] OfGit(string[] words)
    {
        var folder = Value(words, "-C");
        var operands = Operands(words).Where(word => word != folder).ToList();
        return operands.FirstOrDefault() switch
        {
            "clone" => [operands.Count > 2 ? operands[^1] : folder ?? "."],
            "init" => [operands.Count > 1 ? operands[^1] : folder ?? "."],
            "checkout" or "fetch" or "pull" or "reset" or "submodule" => [folder ?? "."],
            "config" when words.Contains("--global") => ["~"],
            "config" when words.Contains("--system") => ["/etc"],
            _ => [],
        };
    }

    private string? FirstOutside(IEnumerable<string> paths) =>
        paths.FirstOrDefault(IsOutside) is { } path ? $"writes to {Shown(path)}" : null;

    // A name in the image's own working folder is outside as well.
    private bool IsOutside(string path)
    {
        if (path is "" or "-" || path.StartsWith('$') || path.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        var known = path.Split('$')[0];
        if (Absolute(known) is not { } absolute)
        {
            return true;
        }

        // /$NAME may be any folder.
        return (known.Length == path.Length || absolute.TrimEnd('/').Length > 0) && !_writable.Exists(folder => IsBelow(absolute, folder));
    }

    private string Shown(string path)
    {
        var known = path.Split('$')[0];
        var shown = known == "." && _folder is null ? "its working folder" : known.StartsWith('/') || _folder is null ? known : Absolute(known) ?? known;
        return shown.Length is > 0 and <= LongestName && !shown.Any(char.IsControl) ? shown : "a folder of its image";
    }

    private string? Absolute(string path)
    {
        if (path.StartsWith('~'))
        {
            return null;
        }

        var whole = path.StartsWith('/') ? path : _folder is null ? null : $"{_folder}/{path}";
        if (whole is null || !whole.StartsWith('/'))
        {
            return null;
        }

        var parts = new List<string>();
        foreach (var part in whole.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        // In nearly every image one is a link to the other.
        var joined = "/" + string.Join('/', parts);
        return IsBelow(joined, "/var/run") ? joined["/var".Length..] : joined;
    }

    private static bool IsBelow(string path, string folder)
    {
        var normal = folder == "/var/run" || folder.StartsWith("/var/run/", StringComparison.Ordinal) ? folder["/var".Length..] : folder;
        return path == normal || path.StartsWith(normal + "/", StringComparison.Ordinal) || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    private List<string> Expand(IEnumerable<string> words) =>
        [.. words.Select(word => word.Contains('$', StringComparison.Ordinal) ? Variable().Replace(word, Valued) : word)];

    private string Valued(Match reference) =>
        _variables.TryGetValue(reference.Groups["name"].Value, out var value) ? value
        : reference.Groups["name"].Value == "HOME" ? "~"
        : reference.Value;

    private static IEnumerable<string> Operands(string[] words)
    {
        var isEnd = false;
        foreach (var word in words.Skip(1))
        {
            if (isEnd || !word.StartsWith('-'))
            {
                yield return word;
            }

            isEnd |= word == "--";
        }
    }

    private static string? Value(string[] words, params string[] options)
    {
        for (var i = 1; i < words.Length; i++)
        {
            if (options.Contains(words[i], StringComparer.Ordinal))
            {
                return words.ElementAtOrDefault(i + 1);
            }

            if (Array.Find(options, option => words[i].StartsWith(option + "=", StringComparison.Ordinal)) is { } joined)
            {
                return words[i][(joined.Length + 1)..];
            }
        }

        return null;
    }

    // -o FILE, -sSLo FILE, -oFILE
    private static string? Option(string[] words, char option)
    {
        for (var i = 1; i < words.Length; i++)
        {
            if (words[i].Length > 1 && words[i][0] == '-' && words[i][1] != '-' && words[i].IndexOf(option, StringComparison.Ordinal) is > 0 and var at)
            {
                return at + 1 < words[i].Length ? words[i][(at + 1)..] : words.ElementAtOrDefault(i + 1);
            }
        }

        return null;
    }

    [GeneratedRegex(@"\$(\{(?<name>[A-Za-z_]\w{0,100})\}|\((?<name>[A-Za-z_]\w{0,100})\)|(?<name>[A-Za-z_]\w{0,100}))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^--?(db|db[-_]?(file|path)|database[-_]?(file|path)|access[-_]?log(file)?|error[-_]?log(file)?|log[-_]?(file|dir|path)|pid[-_]?file|lock[-_]?file|state[-_]?(file|dir|path)|cache[-_]?dir|data[-_]?dir|storage[-_]?(dir|path)|upload[-_]?dir|work[-_]?dir|tmp[-_]?dir|temp[-_]?dir|output[-_]?(dir|file))(=(?<value>.*))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex FileOption();

    [GeneratedRegex(
        "(^|[_.]|(?-i:(?<=[a-z])(?=[A-Z])))(pid|lock|log|logs|access_?log|error_?log|state|cache|data|storage|uploads?|work|working|tmp|temp|output|spool|sessions?|media|socket|sock|runtime|run|dump|backups?|downloads?|db|database|scratch)_?(dir|directory|folder|path|file|root|home)$|^(TMPDIR|TMP|TEMP)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex WrittenName();

    [GeneratedRegex(@"^/var/(log|cache|spool|tmp)/|\.(pid|sock|log)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WrittenPath();

    [GeneratedRegex(@"\bunix:(//)?(?<path>/[\w./-]{1,200})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Socket();

    [GeneratedRegex("^(-[nprEszulae0]{0,6}i|--in-place)", RegexOptions.CultureInvariant)]
    private static partial Regex InPlace();

    [GeneratedRegex("^(-?[a-zA-Z]{0,6}x[a-zA-Z]{0,6}|--extract|--get)$", RegexOptions.CultureInvariant)]
    private static partial Regex Extracts();

    [GeneratedRegex("^(-[a-zA-Z]{0,8}O|--remote-name)$", RegexOptions.CultureInvariant)]
    private static partial Regex RemoteName();
}
