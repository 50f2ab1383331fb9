namespace MicroService.Publishing.AppModel;

/// <summary>Reads the entries of a manifest that run: projects, containers, executables.</summary>
internal static class WorkloadReader
{
    private const int HighestPort = 65535;

    public static ProjectResource Project(string name, string type, ManifestEntry entry) =>
        WithCommon(new ProjectResource(name, type, entry.RequiredText("path")), entry);

    public static ExecutableResource Executable(string name, string type, ManifestEntry entry) =>
        WithCommon(new ExecutableResource(name, type, entry.RequiredText("command"), entry.RequiredText("workingDirectory")), entry);

    public static ContainerResource Container(string name, string type, ManifestEntry entry)
    {
        var build = entry.Object("build") is { } buildEntry ? Build(buildEntry) : null;
        if (!entry.Has("image") && !entry.Has("build"))
        {
            entry.Report("has neither 'image' nor 'build'.");
        }

        return Mounted(new ContainerResource(name, type) { Image = entry.Text("image"), Build = build }, entry);
    }

    public static ContainerResource Dockerfile(string name, string type, ManifestEntry entry)
    {
        var build = new ContainerBuild(entry.RequiredText("context"), entry.RequiredText("path"), Stage: null, BuildOnly: false) { Args = entry.TextMap("buildArgs") };
        return Mounted(new ContainerResource(name, type) { Build = build }, entry);
    }

    private static ContainerResource Mounted(ContainerResource container, ManifestEntry entry) => WithCommon(container, entry) with
    {
        Entrypoint = entry.Text("entrypoint"),
        ConnectionString = entry.Text("connectionString"),
        Volumes = [.. entry.ObjectList("volumes").Select(Volume)],
        BindMounts = [.. entry.ObjectList("bindMounts").Select(BindMount)],
    };

    private static TResource WithCommon<TResource>(TResource resource, ManifestEntry entry)
        where TResource : WorkloadResource => resource with
        {
            Inputs = ParameterReader.Inputs(entry),
            Args = entry.TextList("args"),
            Environment = entry.TextMap("env"),
            Bindings = [.. (entry.Object("bindings")?.Objects() ?? []).Select(binding => Binding(binding.Key, binding.Value))],
            ContainerFiles = [.. (entry.Object("containerFiles")?.Objects() ?? []).Select(files => new ContainerFiles(files.Key, files.Value.RequiredText("destination"), files.Value.TextList("sources")))],
        };

    // Aspire writes anonymous volumes without a name.
    private static Volume Volume(ManifestEntry entry)
    {
        entry.PointOutOthers("volumes", ManifestKeys.Volume);
        return new Volume(entry.Text("name") ?? string.Empty, entry.RequiredText("target"), entry.Flag("readOnly"));
    }

    private static BindMount BindMount(ManifestEntry entry)
    {
        entry.PointOutOthers("bind mounts", ManifestKeys.BindMount);
        return new BindMount(entry.RequiredText("source"), entry.RequiredText("target"), entry.Flag("readOnly"));
    }

    private static Binding Binding(string name, ManifestEntry entry)
    {
        entry.PointOutOthers("bindings", ManifestKeys.Binding);
        var protocol = entry.RequiredText("protocol");
        if (protocol is not ("tcp" or "udp" or ""))
        {
            entry.ReportMember("protocol", $"is '{protocol}', but must be tcp or udp.");
        }

        var transport = entry.RequiredText("transport");
        if (transport is not ("http" or "http2" or "http3" or "tcp" or "udp" or ""))
        {
            entry.ReportMember("transport", $"is '{transport}', but must be http, http2, http3, tcp or udp.");
        }
        else if (transport == "udp" && protocol == "tcp")
        {
            entry.ReportMember("transport", "is 'udp', but the protocol is tcp.");
        }

        return new Binding(
            name,
            entry.RequiredText("scheme"),
            protocol,
            transport,
            entry.Flag("external"),
            // Early exports call it so.
            entry.Number("targetPort", 1, HighestPort) ?? entry.Number("containerPort", 1, HighestPort),
            entry.Number("port", 1, HighestPort));
    }

    private static ContainerBuild Build(ManifestEntry entry)
    {
        entry.PointOutOthers("builds", ManifestKeys.Build);
        return new(entry.RequiredText("context"), entry.RequiredText("dockerfile"), entry.Text("stage"), entry.Flag("buildOnly"))
        {
            Args = entry.TextMap("args"),
            Secrets = [.. (entry.Object("secrets")?.Objects() ?? []).Select(secret => Secret(secret.Key, secret.Value))],
        };
    }

    private static BuildSecret Secret(string name, ManifestEntry entry)
    {
        var type = entry.RequiredText("type");
        switch (type)
        {
            case "env":
                return new BuildSecret(name, type, entry.RequiredText("value"), Source: null);
            case "file":
                return new BuildSecret(name, type, Value: null, entry.RequiredText("source"));
            default:
                entry.ReportMember("type", $"is '{type}', but must be env or file.");
                return new BuildSecret(name, type, Value: null, Source: null);
        }
    }
}
