using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Tests.Advisor.Rules;

/// <summary>The catalog as a page of the documentation.</summary>
internal static partial class RuleDocument
{
    public static string Render()
    {
        var text = new StringBuilder();
        Introduce(text);
        foreach (var category in RuleCatalog.All.GroupBy(rule => rule.Definition.Category))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Heading(category.Key)}\n");
            foreach (var rule in category)
            {
                Describe(text, rule);
            }
        }

        return text.ToString();
    }

    private static void Introduce(StringBuilder text)
    {
        var count = RuleCatalog.All.Count;
        text.Append(CultureInfo.InvariantCulture, $"""
            # Rules

            The {count} rules of the advisor, as `GET /v1/rules` lists them. This page is generated from the catalog: `UPDATE_GOLDEN=1` with the test `RuleDocumentTests` rewrites it.

            ## Severity and score

            | severity | weight | means |
            |---|---|---|
            | danger | {(int)Severity.Danger} | an outage or a break-in waiting to happen |
            | warning | {(int)Severity.Warning} | hurts some day |
            | advice | {(int)Severity.Advice} | good practice |

            A rule that has something to look at in an object is applicable to it; it has passed if it finds nothing. For each object and for all together

                score = 100 × passed weight ÷ applicable weight

            rounded down, so that only a clean audit has 100. A suppressed rule counts neither way.

            The rules of the category **validity** find what the API server refuses. They weigh nothing: an object with a danger of this category has grade F and a score of at most 49, and so has the whole audit while there is one. They judge by the API of one version of Kubernetes, which `--kubernetes-version` chooses (1.34 or later, the newest known by default); fields, kinds and values that only a version newer than all known ones could have are warnings.

            Every object with a pod template is audited: built-in workloads, Argo's Rollouts, OpenShift's DeploymentConfigs, OpenKruise's workloads, and custom resources of any kind by their shape, whether their definition is given or not. An operator may accept only some of a pod's fields, so what is found in custom resources of other kinds has no fix. An object that no rule applies to, such as a custom resource without pods, is listed as not audited and counts in no score.

            | grade | A | B | C | D | E | F |
            |---|---|---|---|---|---|---|
            | score from | 90 | 80 | 70 | 60 | 50 | 0 |

            ## Fixes

            A **safe** fix cannot break a working pod; `fix` applies these. A **review** fix may need the application to cooperate, costs resources or changes scheduling; `fix --unsafe` applies these, too. Where no fix is named, a person must decide. Fixes infer from the manifest and contain no placeholders.

            Rules marked *whole application* report what is missing elsewhere; `--partial` (`?partial=true`) skips them.

            ## Pod Security levels

            Each workload has a level of the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/), the strictest that its pods meet: `restricted`, `baseline` or `privileged` (`podSecurityLevel`), with what keeps it from the next (`podSecurityViolations`). It is what the admission plug-in of Kubernetes 1.37 decides, ephemeral containers of running pods included. The rules of these controls decide it: {string.Join(", ", RuleCatalog.All.OfType<PodSecurityRule>().Select(rule => $"`{rule.Definition.Id}`"))}. A suppressed rule still counts, as the plug-in reads no suppressions. Table and JSON end with the level that each namespace could enforce: the lowest of its workloads.

            ## From a cluster

            `kubectl get -o yaml` gives objects back with defaults filled in, status and managed fields. They have the findings of what was written: a default that the API server filled in counts as not written, unless the last applied configuration or a server-side applier names the field. What the cluster made itself is not audited: pods, ReplicaSets and Jobs of a controller that is among the objects, `kube-root-ca.crt`, service accounts named `default`, the Service `kubernetes`, and the roles that every cluster has.

            ## Suppressing a rule

            Annotations of the object, or of its pod template, say which rules to ignore and why; what is ignored is still reported, as suppressed. With a dot and a name behind it, an annotation is about that container alone. Settings of a team, with exceptions that expire, are in [the advisor in a team](advisor.md).

            ```yaml
            metadata:
              annotations:
                {Suppression.IgnoreAnnotation}: "network-policy,service-exposure"
                {Suppression.ReasonAnnotation}: The gateway in front of it checks every request.
                {Suppression.IgnoreAnnotation}.proxy: "readiness-probe"
                {Suppression.ReasonAnnotation}.proxy: It starts with the application and is nothing without it.
            ```

            """);
    }

    private static void Describe(StringBuilder text, Rule rule) =>
        text.Append('\n').Append(RuleText.Markdown(MicroService.Advisor.Reporting.RuleDocument.Of(rule), Safety(rule.Definition.Id)));

    // A rule's fixes are as safe as those of its cases, which show every branch.
    private static string Safety(string id)
    {
        var safeties = RuleCase.Names("fail").Where(name => name.StartsWith($"{id}/", StringComparison.Ordinal))
            .SelectMany(name => RuleCase.Load(name).Report.Findings)
            .Select(finding => finding.Fix?.Safety).OfType<FixSafety>().Distinct().Order();
        return string.Join(" or ", safeties.Select(safety => Lower(safety.ToString())));
    }

    private static string Heading(RuleCategory category) => WordStart().Replace(category.ToString(), match => $" {Lower(match.Value)}");

    private static string Lower(string text) => text.ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart();
}
