using MicroService.Advisor.Expressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of claims of devices, their classes, and the slices that offer devices.</summary>
/// <remarks>Kubernetes: pkg/apis/resource/validation/validation.go.</remarks>
internal static class DeviceFields
{
    private const int MostRequests = 32;

    private const int MostAlternatives = 8;

    private static readonly string[] Values = ["bool", "int", "string", "version", "bools", "ints", "strings", "versions"];

    private static readonly string[] Places = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"];

    private const int LongestIdentifier = 32;

    private static readonly NameForm Attribute = new(
        "a domain, / and an identifier of letters, digits and underscores, such as gpu.example.com/model",
        text => text.Split('/') is [var domain, var name] && ValidName.IsDnsSubdomain(domain) && name.Length <= LongestIdentifier && ValidName.IsIdentifier(name));

    private static readonly NameForm Driver = new(
        "the domain of a driver, at most 63 characters", text => text.Length <= ValidName.LongestLabel && ValidName.IsDnsSubdomain(text));

    /// <summary>Checks what the pods of a claim, or of a template of claims, get.</summary>
    public static void CheckClaim(MappingNode? spec, FieldFaults faults)
    {
        if (spec?.Mapping("devices") is not { } devices)
        {
            return;
        }

        var requests = devices.Mappings("requests").ToList();
        if (requests.Count > MostRequests)
        {
            faults.Add(devices["requests"]!, "A claim has at most 32 requests. Write several claims.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            CheckRequest(request, names, faults);
        }

        foreach (var constraint in devices.Mappings("constraints"))
        {
            CheckNames(constraint, names, faults);
            var (same, distinct) = (constraint.Text("matchAttribute") is not null, constraint.Text("distinctAttribute") is not null);
            if (same == distinct)
            {
                faults.Missing(
                    constraint, null, same ? "A constraint is about one attribute. Remove matchAttribute or distinctAttribute." : "The constraint says nothing. Write matchAttribute.");
            }

            faults.Name(constraint["matchAttribute"], Attribute);
            faults.Name(constraint["distinctAttribute"], Attribute);
        }

        foreach (var config in devices.Mappings("config"))
        {
            CheckNames(config, names, faults);
            CheckConfig(config, faults);
        }
    }

    /// <summary>Checks a class of devices.</summary>
    public static void CheckClass(MappingNode spec, FieldFaults faults)
    {
        CheckSelectors(spec, faults);
        foreach (var config in spec.Mappings("config"))
        {
            CheckConfig(config, faults);
        }
    }

    /// <summary>Checks the devices that a driver offers.</summary>
    public static void CheckSlice(MappingNode spec, FieldFaults faults)
    {
        faults.FilledName(spec, "driver", Driver);
        var places = Places.Where(place => spec[place] is not (null or ScalarNode { IsNull: true } or ScalarNode { Value: "" } or ScalarNode { AsBoolean: false })).ToList();
        if (places.Count != 1)
        {
            faults.Missing(
                spec, places.Count > 1 ? spec[places[1]] : null,
                $"A slice says where its devices are in one way. {(places.Count > 1 ? $"Keep one of {string.Join(", ", places)}" : "Write nodeName, nodeSelector or allNodes: true")}.");
        }

        faults.FilledName(spec, "nodeName", NameForm.Subdomain);
        if (spec.Mapping("pool") is { } pool)
        {
            faults.Range(pool, "generation", 0);
            faults.Range(pool, "resourceSliceCount", 1);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in spec.Mappings("devices"))
        {
            CheckOwnName(device, names, "device", faults);
            foreach (var attribute in (device.Mapping("attributes")?.Entries ?? []).Where(entry => entry.Value is MappingNode))
            {
                CheckAttribute(attribute.Name, (MappingNode)attribute.Value, faults);
            }
        }
    }

    private static void CheckRequest(MappingNode request, HashSet<string> names, FieldFaults faults)
    {
        CheckOwnName(request, names, "request", faults);
        var (exactly, alternatives) = (request.Mapping("exactly"), request.Sequence("firstAvailable") is { Items.Count: > 0 } list ? list : null);
        if (exactly is null == alternatives is null)
        {
            faults.Missing(
                request, alternatives,
                exactly is null ? "The request asks for no device. Write exactly with a deviceClassName." : "A request has either exactly or firstAvailable. Remove one.");
        }

        if (exactly is not null)
        {
            CheckDevice(exactly, faults);
        }

        if (alternatives?.Items.Count > MostAlternatives)
        {
            faults.Add(alternatives, "firstAvailable has at most 8 items. Remove some.");
        }

        var inner = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alternative in alternatives?.Items.OfType<MappingNode>() ?? [])
        {
            CheckOwnName(alternative, inner, "request", faults);
            CheckDevice(alternative, faults);
        }

        names.UnionWith(inner.Select(name => $"{request.Text("name")}/{name}"));
    }

    private static void CheckOwnName(MappingNode owner, HashSet<string> names, string what, FieldFaults faults)
    {
        faults.FilledName(owner, "name", NameForm.Label);
        if (owner.Text("name") is { Length: > 0 } name && !names.Add(name))
        {
            faults.Add(owner["name"]!, $"The {what} {name} is listed twice. Rename one.");
        }
    }

    private static void CheckDevice(MappingNode device, FieldFaults faults)
    {
        faults.NeedName(device, "deviceClassName", NameForm.Subdomain, "deviceClassName is missing. Write the name of a DeviceClass.");
        if (device.Text("allocationMode") is "All")
        {
            if (device.Integer("count") is { } count and not 0)
            {
                faults.Add(device["count"]!, $"count is {count}, and the allocationMode All takes all there are. Remove count.");
            }
        }
        else
        {
            // The server takes 0 for what is not written.
            faults.Range(device, "count", 0);
        }

        CheckSelectors(device, faults);
    }

    private static void CheckSelectors(MappingNode owner, FieldFaults faults)
    {
        foreach (var selector in owner.Mappings("selectors"))
        {
            if (selector.Mapping("cel") is { } expression)
            {
                PolicyExpressions.Check(expression, "expression", PolicyExpressions.OfDevices, faults, CelKind.Boolean);
            }
            else
            {
                faults.Need(selector, "cel", "The selector selects nothing. Write cel with an expression.");
            }
        }
    }

    private static void CheckNames(MappingNode owner, HashSet<string> names, FieldFaults faults)
    {
        foreach (var item in (owner.Sequence("requests")?.Items ?? []).OfType<ScalarNode>().Where(item => !names.Contains(item.Value)))
        {
            faults.Add(item, $"The claim has no request {Wording.Quote(item.Value)}. Write the name of one.");
        }

        faults.Distinct(owner.Sequence("requests"));
    }

    private static void CheckConfig(MappingNode config, FieldFaults faults)
    {
        if (config.Mapping("opaque") is not { } opaque)
        {
            faults.Need(config, "opaque", "The configuration is of no driver. Write opaque with driver and parameters.");
            return;
        }

        faults.NeedName(opaque, "driver", Driver);
        if (opaque["parameters"] is not MappingNode)
        {
            faults.Missing(opaque, opaque["parameters"], "parameters is no object. Write what the driver expects.");
        }
    }

    private static void CheckAttribute(string name, MappingNode attribute, FieldFaults faults)
    {
        var given = Values.Count(value => attribute[value] is not (null or ScalarNode { IsNull: true }));
        if (given != 1)
        {
            faults.Missing(attribute, null, $"The attribute {name} has {(given == 0 ? "no value" : "several values")}. Write one: bool, int, string or version.");
        }

        if (attribute.Text("version") is { } version && !IsVersion(version))
        {
            faults.Add(attribute["version"]!, $"version is {Wording.Quote(version)}. Write three numbers with dots between them, such as 1.2.0.");
        }
    }

    // Semantic Versioning 2.0.0.
    private static bool IsVersion(string text)
    {
        var end = text.IndexOfAny(['-', '+']);
        return (end < 0 ? text : text[..end]).Split('.') is [var major, var minor, var patch] && IsNumber(major) && IsNumber(minor) && IsNumber(patch)
            && (end < 0 || (end < text.Length - 1 && text[(end + 1)..].All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '+')));
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');
}
