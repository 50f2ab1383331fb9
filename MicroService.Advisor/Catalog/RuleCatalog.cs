using System.Collections.Frozen;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Configuration;
using MicroService.Advisor.Rules.Disruption;
using MicroService.Advisor.Rules.Hygiene;
using MicroService.Advisor.Rules.Identity;
using MicroService.Advisor.Rules.Images;
using MicroService.Advisor.Rules.Jobs;
using MicroService.Advisor.Rules.Lifecycle;
using MicroService.Advisor.Rules.Network;
using MicroService.Advisor.Rules.Observability;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Advisor.Rules.Probes;
using MicroService.Advisor.Rules.Resources;
using MicroService.Advisor.Rules.Rollout;
using MicroService.Advisor.Rules.Scaling;
using MicroService.Advisor.Rules.Secrets;
using MicroService.Advisor.Rules.Validity;

namespace MicroService.Advisor.Catalog;

/// <summary>
/// All rules, in the order in which they are listed, run and fixed: by category, in the order of <see cref="RuleCategory"/>.
/// </summary>
public static class RuleCatalog
{
    /// <summary>The rules, category by category.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        // Validity
        new RemovedVersionRule(),
        new KnownKindRule(),
        new KnownFieldRule(),
        new FieldTypeRule(),
        new RequiredFieldRule(),
        new AllowedValueRule(),
        new SelectorMatchesRule(),
        new JobRestartPolicyRule(),
        new ServicePortsRule(),
        new ServiceAllocationRule(),
        new ServiceFieldsRule(),
        new IngressFieldsRule(),
        new NetworkPolicyFieldsRule(),
        new AutoscalerFieldsRule(),
        new DisruptionBudgetFieldsRule(),
        new StorageFieldsRule(),
        new DataFieldsRule(),
        new RoleFieldsRule(),
        new QuotaFieldsRule(),
        new AdmissionFieldsRule(),
        new ClusterFieldsRule(),
        new ObjectNameRule(),
        new LabelSyntaxRule(),
        new ObjectMetadataRule(),
        new SelectorTermsRule(),
        new ResourceAmountsRule(),
        new ContainerFieldsRule(),
        new ContainerPortsRule(),
        new EnvironmentSourcesRule(),
        new VolumeMountsRule(),
        new ProbeHandlersRule(),
        new SecurityContextRule(),
        new VolumeSourcesRule(),
        new PodFieldsRule(),
        new SchedulingTermsRule(),
        new WorkloadFieldsRule(),
        new JobFieldsRule(),
        new CronScheduleRule(),
        new CustomDefinitionRule(),
        new CustomResourceRule(),
        new ClusterRefusalRule(),
        new ClusterAdmissionRule(),

        // Probes
        new ReadinessProbeRule(),
        new LivenessProbeRule(),
        new StartupProbeRule(),
        new ProbesIdenticalRule(),
        new ProbePortExistsRule(),
        new ProbeTimingsRule(),

        // Lifecycle
        new PreStopRule(),
        new GracePeriodRule(),
        new MinReadySecondsRule(),
        new ProgressDeadlineRule(),
        new RevisionHistoryLimitRule(),

        // Rollout
        new RollingUpdateRule(),
        new ReplicasRule(),
        new TopologySpreadRule(),
        new StatefulSetNameRule(),
        new PodStartRule(),

        // Scaling
        new HpaExistsRule(),
        new HpaMinReplicasRule(),
        new HpaTargetExistsRule(),
        new HpaRequestsRule(),
        new HpaOwnsReplicasRule(),
        new AutoscalerConflictRule(),
        new AutoscalerRangeRule(),

        // Disruption
        new PdbExistsRule(),
        new PdbSelectsRule(),
        new PdbAllowsDrainRule(),

        // Resources
        new CpuRequestRule(),
        new MemoryRequestRule(),
        new MemoryLimitRule(),
        new MemoryRequestEqualsLimitRule(),
        new EmptyDirSizeLimitRule(),
        new FractionalBytesRule(),
        new AmountUnitRule(),
        new EphemeralStorageRule(),
        new DotnetHeapRule(),
        new GoMemoryLimitRule(),
        new JvmHeapRule(),
        new NamespaceLimitsRule(),
        new QuotaRoomRule(),
        new ClusterQuotaRule(),

        // Images
        new ImageReferenceRule(),
        new ImageTagRule(),
        new ImageDigestRule(),
        new ImagePullPolicyRule(),
        new ImageDistrolessRule(),

        // PodSecurity
        new PrivilegedRule(),
        new RunAsNonRootRule(),
        new RunAsUserRule(),
        new CapabilitiesRule(),
        new PrivilegeEscalationRule(),
        new SeccompProfileRule(),
        new ReadOnlyRootFilesystemRule(),
        new HostNamespaceRule(),
        new HostPathRule(),
        new ContainerRuntimeSocketRule(),
        new HostPortRule(),
        new VolumeTypeRule(),
        new ProcMountRule(),
        new SysctlRule(),
        new AppArmorProfileRule(),
        new SeLinuxOptionsRule(),
        new WindowsHostProcessRule(),
        new ProbeHostRule(),
        new NamespacePodSecurityRule(),
        new ClusterPodSecurityRule(),

        // Identity
        new ServiceAccountRule(),
        new TokenAutomountRule(),
        new RbacNamesRule(),
        new RbacWildcardRule(),
        new ClusterAdminRule(),
        new RbacSecretsRule(),
        new RbacPodExecRule(),
        new RbacEscalationRule(),
        new RbacWorkloadsRule(),
        new RbacAnonymousRule(),

        // Network
        new NetworkPolicyRule(),
        new NetworkPolicySelectsRule(),
        new NetworkPolicyPeersRule(),
        new PolicyTypesRule(),
        new DefaultDenyRule(),
        new DnsEgressRule(),
        new ApiEgressRule(),
        new ServiceSelectsRule(),
        new ServiceTargetPortRule(),
        new ServiceExposureRule(),
        new IngressBackendRule(),
        new RouteBackendRule(),
        new RouteParentRule(),
        new IngressTlsRule(),
        new AddressNotationRule(),

        // Secrets
        new SecretLiteralRule(),
        new SecretInArgumentsRule(),
        new SecretInConfigMapRule(),
        new SecretAsEnvironmentRule(),
        new SecretSubPathRule(),
        new TlsCertificateRule(),

        // Configuration
        new SharedLiteralRule(),
        new DuplicateVariableRule(),
        new ConfigMapSubPathRule(),
        new VolumeModeRule(),
        new CommandLineRule(),
        new IgnoredFieldRule(),
        new RepeatedItemRule(),

        // Observability
        new MetricsScrapeRule(),
        new ScrapePortRule(),
        new MonitorPortRule(),
        new OtelServiceNameRule(),
        new OtelEndpointRule(),

        // Jobs
        new JobDeadlineRule(),
        new JobBackoffLimitRule(),
        new JobTtlRule(),
        new CronConcurrencyRule(),
        new CronStartingDeadlineRule(),
        new CronHistoryRule(),
        new IndexedJobSizeRule(),

        // Hygiene
        new ObjectTypeRule(),
        new DuplicateObjectRule(),
        new RecommendedLabelsRule(),
        new RecommendedNamesRule(),
        new DeprecatedFieldRule(),
        new NamespaceRule(),
        new ConfigMapReferenceRule(),
        new SecretReferenceRule(),
        new ServiceAccountReferenceRule(),
        new VolumeClaimReferenceRule(),
        new StatefulSetServiceRule(),
        new RoleReferenceRule(),
        new SuppressionRule(),
        new UnrenderedTemplateRule(),
        new ClusterWarningRule(),
    ];

    private static readonly FrozenDictionary<string, Rule> ById =
        All.SelectMany(rule => rule.Definition.FormerIds.Append(rule.Definition.Id).Select(id => KeyValuePair.Create(id, rule)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule that has the id, or had it, or null.</summary>
    public static Rule? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>True if a rule has the id, or had it.</summary>
    public static bool Knows(string id) => ById.ContainsKey(id);
}
