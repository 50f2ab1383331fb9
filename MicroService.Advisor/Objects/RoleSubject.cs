using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// The service accounts that role bindings name, one by one or as a group (Kubernetes documentation, Using RBAC Authorization).
/// </summary>
internal static class RoleSubject
{
    /// <summary>Stands for a namespace that is not known yet.</summary>
    public const string AnyNamespace = "";

    /// <summary>Stands for all accounts of a namespace.</summary>
    public const string AnyAccount = "";

    private const string AccountPrefix = "system:serviceaccount:";

    private const string GroupPrefix = "system:serviceaccounts";

    /// <summary>The bindings by the accounts that they give rights to, each also under <see cref="AnyNamespace"/>.</summary>
    public static ILookup<(string Namespace, string Account), KubernetesObject> BindingsByAccount(IEnumerable<KubernetesObject> bindings) =>
        (from binding in bindings
         from subject in binding.Root.Mappings("subjects")
         from account in AccountsOf(subject, binding)
         from ns in new[] { account.Namespace, AnyNamespace }.Distinct()
         select (Key: (ns, account.Account), Binding: binding)).ToLookup(pair => pair.Key, pair => pair.Binding);

    private static IEnumerable<(string Namespace, string Account)> AccountsOf(MappingNode subject, KubernetesObject binding)
    {
        var name = subject.Text("name") ?? "";
        switch (subject.Text("kind"))
        {
            case "ServiceAccount" when name.Length > 0:
                return [(subject.Text("namespace") ?? binding.WrittenNamespace ?? AnyNamespace, name)];
            case "User" when name.StartsWith(AccountPrefix, StringComparison.Ordinal) && name[AccountPrefix.Length..].Split(':') is [var ns, { Length: > 0 } account]:
                return [(ns, account)];
            case "Group" when name.StartsWith(GroupPrefix + ":", StringComparison.Ordinal):
                return [(name[(GroupPrefix.Length + 1)..], AnyAccount)];
            default:
                return [];
        }
    }
}
