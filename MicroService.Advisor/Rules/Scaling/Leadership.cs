using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>Programs that act on their own, such as controllers and schedulers: two of them need to agree on which of them acts.</summary>
internal static class Leadership
{
    private static readonly string[] ActingWords =
    [
        "autoscaler", "beat", "controller", "cron", "crond", "descheduler", "importer", "operator", "provisioner", "reconciler",
        "reloader", "scheduler", "supercronic", "syncer", "watcher",
    ];

    // They hold what they show or count in a file or memory of their own, or would count everything twice.
    private static readonly string[] SingleImages =
    [
        "adguardhome", "adminer", "alertmanager", "all-in-one", "aspire-dashboard", "audiobookshelf", "bazarr", "calibre-web",
        "changedetection.io", "code-server", "coturn", "eclipse-mosquitto", "embyserver", "external-dns", "ghost",
        "gitea", "gitlab-ce", "gitlab-ee", "grafana", "headscale", "home-assistant", "hub", "jaeger", "jellyfin",
        "jellyseerr", "jenkins", "jupyterhub", "kube-state-metrics", "lidarr", "maildev", "mailhog", "mailpit", "mongo-express",
        "mosquitto", "n8n", "navidrome", "nexus3", "node-red", "ollama", "open-webui", "openhab", "openvpn", "openvpn-as", "overseerr",
        "paperless-ngx", "pgadmin4", "photoprism", "phpmyadmin", "pihole", "plex", "pms-docker", "prowlarr", "pushgateway", "qbittorrent",
        "radarr", "redis-commander", "redisinsight", "registry", "selenium-hub", "smtp4dev", "sonarqube", "sonarr", "syncthing",
        "uptime-kuma", "wireguard", "zipkin",
    ];

    // Those whose short name may be anybody's.
    private static readonly string[] SingleRepositories =
        ["blakeblackshear/frigate", "jacobalberty/unifi", "linuxserver/emby", "linuxserver/transmission", "vaultwarden/server"];

    private static readonly string[] ElectionWords = ["leader", "elect", "election", "shard", "shards", "sharding", "ha"];

    /// <summary>True if the pods seem to act on their own, and nothing says how several of them share the work.</summary>
    public static bool IsLacking(Workload workload, ObjectGraph graph) =>
        (ApiClients.Of(graph).Has(workload) || IsActing(workload) || workload.LongRunningContainers.Any(DeclinesElection))
        && !workload.LongRunningContainers.Any(SharesWork);

    /// <summary>True if the pods seem to act on their own, by what they are called and run, or are known to be single.</summary>
    public static bool IsActing(Workload workload) =>
        Words(workload.Name).Any(ActingWords.Contains) || workload.LongRunningContainers.Any(Acts) || HoldsAlone(workload);

    /// <summary>True if one of the pods' programs is known to hold what it shows or passes on in a single pod.</summary>
    public static bool HoldsAlone(Workload workload) => workload.LongRunningContainers
        // With its database in a file of its image, and nothing that its sessions are shared by.
        .Any(container => container.CommandLine.Any(word => word.Value == "start-dev")
            || IsSingle(container.Image) && !container.Environment.Any(IsOfDatabase) && !SharesWork(container));

    private static bool Acts(Container container) =>
        Words(container.Image.ShortName).Concat(Words(container.Name)).Any(ActingWords.Contains)
        || container.CommandLine.Any(word => ActingWords.Contains(word.Value[(word.Value.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase));

    // A session of Selenium or a notebook is in one pod alone.
    private static bool IsSingle(ImageReference image) =>
        SingleImages.Contains(image.ShortName, StringComparer.OrdinalIgnoreCase)
        || image.ShortName.EndsWith("-notebook", StringComparison.Ordinal)
        || (image.ShortName.StartsWith("standalone-", StringComparison.Ordinal) && image.Repository.Contains("selenium", StringComparison.Ordinal))
        || SingleRepositories.Any(name => image.Repository.EndsWith(name, StringComparison.Ordinal));

    // Grafana and Gitea share theirs once they are told where it is, and not in a file.
    private static bool IsOfDatabase(MappingNode variable) =>
        variable.Text("name")?.Contains("DATABASE", StringComparison.Ordinal) == true
        && variable.Text("value")?.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase) != true;

    // --leader-elect, LEADER_ELECTION_ENABLED=true, --election-id=x, --enable-leader-election; not --leader-elect=false.
    private static bool SharesWork(Container container) =>
        IsClustered(container) ||
        container.CommandLine.Any(word => word.Value.StartsWith('-') && Names(word.Value) && !IsOff(word.Value))
        || container.Environment.Any(variable => Names(variable.Text("name") ?? "") && !IsOff(variable.Text("value") ?? ""));

    // Alertmanager alone is told of its peers so: others have options and variables of that name for something else.
    private static bool IsClustered(Container container) =>
        container.Image.ShortName.Equals("alertmanager", StringComparison.OrdinalIgnoreCase)
        && container.CommandLine.Any(word => word.Value == "--cluster.peer" || word.Value.StartsWith("--cluster.peer=", StringComparison.Ordinal));

    // --leader-elect=false says that it acts, and alone.
    private static bool DeclinesElection(Container container) =>
        container.CommandLine.Any(word => word.Value.StartsWith('-') && Elects(word.Value) && IsOff(word.Value))
        || container.Environment.Any(variable => Elects(variable.Text("name") ?? "") && IsOff(variable.Text("value") ?? ""));

    private static bool Elects(string setting) => Words(setting.Split('=')[0]).Any(word => word is "leader" or "elect" or "election");

    private static bool Names(string setting) => Words(setting.Split('=')[0]).Any(ElectionWords.Contains);

    private static bool IsOff(string setting) => setting[(setting.LastIndexOf('=') + 1)..].Trim() is "false" or "0" or "no" or "off";

    private static string[] Words(string name) => name.ToLowerInvariant().Split('-', '_', '.', '/');
}
