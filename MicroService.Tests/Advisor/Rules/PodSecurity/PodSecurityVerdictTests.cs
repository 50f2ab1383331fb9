using System.Text;
using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Rules.PodSecurity;

public sealed class PodSecurityVerdictTests
{
    private const string Conforming = """
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        containers: [{name: c, image: "example.com/c:1", securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]

        """;

    private const string Bare = """
        containers: [{name: c, image: "example.com/c:1"}]

        """;

    /// <summary>What is added to a pod that conforms, its level then, and the control that decides it.</summary>
    public static TheoryData<string, PodSecurityLevel, string?> Additions => new()
    {
        { "", PodSecurityLevel.Restricted, null },
        { "hostNetwork: true", PodSecurityLevel.Privileged, "host-namespaces" },
        { "hostPID: false", PodSecurityLevel.Restricted, null },
        { "volumes: [{name: v, hostPath: {path: /data}}]", PodSecurityLevel.Privileged, "host-path" },
        { "volumes: [{name: v, hostPath: {path: /run/containerd/containerd.sock}}]", PodSecurityLevel.Privileged, "container-runtime-socket" },
        { "volumes: [{name: v, nfs: {server: s, path: /}}]", PodSecurityLevel.Baseline, "volume-types" },
        { "volumes: [{name: v, image: {reference: \"a:1\"}}]", PodSecurityLevel.Restricted, null },
        { "volumes: [{name: v}]", PodSecurityLevel.Restricted, null },
        { "volumes: [{name: v, nfs: null}]", PodSecurityLevel.Restricted, null },
        { "initContainers: [{name: i, image: \"a:1\"}]", PodSecurityLevel.Baseline, "capabilities" },
        { "initContainers: [{name: i, image: \"a:1\", securityContext: {privileged: true}}]", PodSecurityLevel.Privileged, "privileged" },
        { "ephemeralContainers: [{name: e, image: \"a:1\", securityContext: {privileged: true}}]", PodSecurityLevel.Privileged, "privileged" },
        { "ephemeralContainers: [{name: e, image: \"a:1\"}]", PodSecurityLevel.Baseline, "privilege-escalation" },
        { Init("capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}"), PodSecurityLevel.Restricted, null },
        { Init("capabilities: {add: [CHOWN], drop: [ALL]}"), PodSecurityLevel.Baseline, "capabilities" },
        { Init("capabilities: {add: [NET_RAW], drop: [ALL]}"), PodSecurityLevel.Privileged, "capabilities" },
        { Init("capabilities: {drop: [all]}"), PodSecurityLevel.Baseline, "capabilities" },
        { Init("capabilities: {drop: [ALL]}, seccompProfile: {type: Unconfined}"), PodSecurityLevel.Privileged, "seccomp-profile" },
        { Init("capabilities: {drop: [ALL]}, appArmorProfile: {type: Unconfined}"), PodSecurityLevel.Privileged, "apparmor-profile" },
        { Init("capabilities: {drop: [ALL]}, seLinuxOptions: {type: container_engine_t, level: s0}"), PodSecurityLevel.Restricted, null },
        { Init("capabilities: {drop: [ALL]}, seLinuxOptions: {type: spc_t}"), PodSecurityLevel.Privileged, "selinux-options" },
        { Init("capabilities: {drop: [ALL]}, procMount: Unmasked"), PodSecurityLevel.Privileged, "proc-mount" },
        { Init("capabilities: {drop: [ALL]}, procMount: Unmasked") + "\nhostUsers: false", PodSecurityLevel.Baseline, "proc-mount" },
        { Init("capabilities: {drop: [ALL]}, runAsUser: 0"), PodSecurityLevel.Baseline, "run-as-user" },
        { Init("capabilities: {drop: [ALL]}, runAsUser: 0") + "\nhostUsers: false", PodSecurityLevel.Restricted, null },
        { Init("capabilities: {drop: [ALL]}, runAsNonRoot: false"), PodSecurityLevel.Baseline, "run-as-non-root" },
        { Init("capabilities: {drop: [ALL]}, windowsOptions: {hostProcess: true}"), PodSecurityLevel.Privileged, "windows-host-process" },
        { Init("capabilities: {drop: [ALL]}", "ports: [{containerPort: 80, hostPort: 80}]"), PodSecurityLevel.Privileged, "host-ports" },
        { Init("capabilities: {drop: [ALL]}", "ports: [{containerPort: 80, hostPort: 0}]"), PodSecurityLevel.Restricted, null },
        { Init("capabilities: {drop: [ALL]}", "lifecycle: {postStart: {tcpSocket: {host: localhost, port: 80}}}"), PodSecurityLevel.Privileged, "probe-host" },
        { Init("capabilities: {drop: [ALL]}", "livenessProbe: {httpGet: {host: \"\", port: 80}}"), PodSecurityLevel.Restricted, null },
    };

    /// <summary>What is added to a pod without any security context.</summary>
    public static TheoryData<string, PodSecurityLevel, string[]> BarePods => new()
    {
        { "", PodSecurityLevel.Baseline, ["run-as-non-root", "capabilities", "privilege-escalation", "seccomp-profile"] },
        { "hostUsers: false", PodSecurityLevel.Baseline, ["capabilities", "privilege-escalation", "seccomp-profile"] },
        { "os: {name: windows}", PodSecurityLevel.Baseline, ["run-as-non-root"] },
        { "os: {name: windows}\nsecurityContext: {runAsNonRoot: true}", PodSecurityLevel.Restricted, [] },
        {
            "nodeSelector: {kubernetes.io/os: windows}\nsecurityContext: {runAsNonRoot: true}",
            PodSecurityLevel.Baseline,
            ["capabilities", "privilege-escalation", "seccomp-profile"]
        },
        {
            "securityContext: {runAsNonRoot: true, sysctls: [{name: net.ipv4.tcp_rmem, value: a}]}",
            PodSecurityLevel.Baseline,
            ["capabilities", "privilege-escalation", "seccomp-profile"]
        },
        { "securityContext: {sysctls: [{name: kernel.msgmax, value: a}]}", PodSecurityLevel.Privileged, ["sysctls"] },
    };

    [Theory]
    [MemberData(nameof(Additions))]
    public void ConformingPodWithAddition_MeetsItsLevel(string addition, PodSecurityLevel level, string? control)
    {
        var verdict = PodSecurityVerdict.Of(Pod(Conforming + addition));

        Assert.Equal(level, verdict.Level);
        Assert.Equal(control is null, verdict.Obstacles.Count == 0);
        Assert.True(control is null || verdict.Obstacles.Any(obstacle => obstacle.Control == control), $"{control} keeps it back.");
    }

    [Theory]
    [MemberData(nameof(BarePods))]
    public void BarePodWithAddition_NamesWhatKeepsItBack(string addition, PodSecurityLevel level, string[] controls)
    {
        var verdict = PodSecurityVerdict.Of(Pod(Bare + addition));

        Assert.Equal(level, verdict.Level);
        Assert.Equal(controls, verdict.Obstacles.Select(obstacle => obstacle.Control));
    }

    [Fact]
    public void AnnotationOfAppArmor_CountsAsTheField()
    {
        var unconfined = Pod(Conforming, "annotations: {container.apparmor.security.beta.kubernetes.io/c: unconfined}");
        var confined = Pod(Conforming, "annotations: {container.apparmor.security.beta.kubernetes.io/c: localhost/mine}");

        Assert.Equal(PodSecurityLevel.Privileged, PodSecurityVerdict.Of(unconfined).Level);
        Assert.Equal(PodSecurityLevel.Restricted, PodSecurityVerdict.Of(confined).Level);
    }

    [Fact]
    public void RecordedPods_MeetTheLevelThatTheServerGivesThem()
    {
        var wrong = new List<string>();
        foreach (var (workload, level) in Recorded())
        {
            var verdict = PodSecurityVerdict.Of(workload);
            if (verdict.Level != level)
            {
                wrong.Add($"{level}, not {verdict.Level}: {workload.Object.Document.Print()}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Findings_AreWhatTheLevelsAreMadeOf()
    {
        var controls = RuleCatalog.All.OfType<PodSecurityRule>().ToList();
        var auditor = new Auditor([.. controls]);
        foreach (var name in RuleCase.Names("fail").Concat(RuleCase.Names("pass")))
        {
            var report = auditor.Audit([RuleCase.Load(name).Manifest], new AuditSettings(), TestContext.Current.CancellationToken);
            var found = report.Findings.Concat(report.Suppressed.Select(suppressed => suppressed.Finding)).ToLookup(finding => finding.Object);
            foreach (var workloads in report.Graph.Workloads.GroupBy(workload => workload.Object))
            {
                var violations = controls.SelectMany(control => workloads.SelectMany(control.Violations)).Where(violation => !violation.IsOfLevelOnly).ToList();
                Assert.Equal(violations.Select(violation => violation.Node), found[workloads.Key].Select(finding => finding.Node));
                // Where a person must decide, the finding says more.
                Assert.All(found[workloads.Key].Zip(violations), pair => Assert.StartsWith(pair.Second.Message, pair.First.Message, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<(Workload Workload, PodSecurityLevel Level)> Recorded()
    {
        foreach (var line in File.ReadLines(Corpus.File("apiserver", "pod-security.jsonl")))
        {
            using var record = JsonDocument.Parse(line);
            var level = record.RootElement.GetProperty("baseline").GetString() is { Length: > 0 } ? PodSecurityLevel.Privileged
                : record.RootElement.GetProperty("restricted").GetString() is { Length: > 0 } ? PodSecurityLevel.Baseline
                : PodSecurityLevel.Restricted;
            yield return (Read("pod.json", record.RootElement.GetProperty("pod").GetRawText()), level);
        }
    }

    private static string Init(string securityContext, string more = "") =>
        $"initContainers: [{{name: i, image: \"a:1\", {(more.Length == 0 ? "" : $"{more}, ")}"
        + $"securityContext: {{allowPrivilegeEscalation: false, {securityContext}}}}}]";

    private static Workload Pod(string spec, string metadata = "") =>
        Read("pod.yaml", $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  {metadata}\nspec:\n  {Indented(spec)}\n");

    private static string Indented(string text) => text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal);

    private static Workload Read(string name, string text)
    {
        var reading = new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return Assert.Single(new ObjectGraph([reading.File!]).Workloads);
    }
}
