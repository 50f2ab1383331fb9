using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>What kinds of storage ask of their fields together, in pods and in PersistentVolumes alike.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateFCVolumeSource, validateAzureDisk and the like).</remarks>
internal static class StorageForms
{
    /// <summary>The faults of the storage of a kind.</summary>
    public static IEnumerable<(Node Node, string Message)> FaultsOf(string kind, MappingNode source) => kind switch
    {
        "fc" => FibreChannel(source),
        "flocker" => Flocker(source),
        "azureDisk" => AzureDisk(source),
        "quobyte" => Quobyte(source),
        "storageos" => StorageOs(source),
        _ => [],
    };

    private static bool IsFilled(MappingNode source, string field) => source.Sequence(field) is { Items.Count: > 0 };

    private static IEnumerable<(Node, string)> FibreChannel(MappingNode source)
    {
        var (names, ids) = (IsFilled(source, "targetWWNs"), IsFilled(source, "wwids"));
        if (names == ids && source["targetWWNs"] is null or SequenceNode or ScalarNode { IsNull: true })
        {
            yield return (source, names ? "fc has targetWWNs or wwids, not both. Remove one." : "fc names no disk. Write targetWWNs with lun, or wwids.");
        }

        if (names && source.Scalar("lun") is null)
        {
            yield return (source, "targetWWNs need the lun beside them. Write it.");
        }
        else if (names && source.Integer("lun") is < 0 or > byte.MaxValue)
        {
            yield return (source["lun"]!, "lun is a number from 0 to 255. Write one.");
        }
    }

    private static IEnumerable<(Node, string)> Flocker(MappingNode source)
    {
        var (name, id) = (source.Text("datasetName") is { Length: > 0 }, source.Text("datasetUUID") is { Length: > 0 });
        if (name == id)
        {
            yield return (source, name ? "flocker has datasetName or datasetUUID, not both. Remove one." : "flocker names no dataset. Write datasetName or datasetUUID.");
        }

        if (source.Text("datasetName")?.Contains('/', StringComparison.Ordinal) == true)
        {
            yield return (source["datasetName"]!, "datasetName holds a \"/\". Remove it.");
        }
    }

    private static IEnumerable<(Node, string)> AzureDisk(MappingNode source)
    {
        if (source.Text("diskURI") is not { Length: > 0 } uri)
        {
            yield break;
        }

        var isManaged = source.Text("kind") == "Managed";
        if (!uri.StartsWith(isManaged ? "/subscriptions/" : "https://", StringComparison.Ordinal))
        {
            yield return (source["diskURI"]!, isManaged
                ? "The diskURI of a managed disk begins with /subscriptions/. Write that, or another kind."
                : "The diskURI of a disk that is not of the kind Managed begins with https://. Write kind: Managed if the disk is.");
        }
    }

    private static IEnumerable<(Node, string)> Quobyte(MappingNode source)
    {
        if (source.Text("registry") is { Length: > 0 } registry
            && registry.Split(',').Any(pair => pair.LastIndexOf(':') is var colon && (colon < 0 || pair[..colon].Trim('[', ']').Contains(':', StringComparison.Ordinal) != pair.StartsWith('['))))
        {
            yield return (source["registry"]!, $"registry is {Wording.Quote(registry)}. Write host:port, several with commas between them.");
        }
    }

    private static IEnumerable<(Node, string)> StorageOs(MappingNode source)
    {
        if (source.Text("volumeName") is not { Length: > 0 } name)
        {
            yield return (source["volumeName"] ?? source, "storageos needs volumeName. Write it.");
        }
        else if (!ValidName.IsDnsLabel(name))
        {
            yield return (source["volumeName"]!, $"volumeName is {Wording.Quote(name)}. {Words.DnsLabel}");
        }

        if (source.Text("volumeNamespace") is { Length: > 0 } space && !ValidName.IsDnsLabel(space))
        {
            yield return (source["volumeNamespace"]!, $"volumeNamespace is {Wording.Quote(space)}. {Words.DnsLabel}");
        }
    }
}
