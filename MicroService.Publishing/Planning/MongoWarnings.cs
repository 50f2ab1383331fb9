using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>The warnings about a MongoDB that is told to be a member of a replica set, or to listen to itself only.</summary>
internal static partial class MongoWarnings
{
    public static IEnumerable<PublishWarning> Of(WorkloadResource resource, ImageProfile profile, WorkloadValues values, IEnumerable<ClusterFiles> files, string name)
    {
        if (profile.Name != ImageProfiles.Mongo)
        {
            yield break;
        }

        var line = string.Join('\n', [.. values.Command, .. values.Arguments, .. values.ExtraArguments]);
        var texts = files.SelectMany(mount => mount.Files).Where(file => file.IsText && file.Path.EndsWith(".conf", StringComparison.Ordinal)).Select(file => file.Content).Prepend(line).ToList();
        var isMember = texts.Exists(text => ReplicaSet().IsMatch(text));
        var hasKey = texts.Exists(text => KeyFile().IsMatch(text));
        if (isMember)
        {
            yield return Warn(
                "It is a member of a replica set that nobody initiates: until somebody does, it has no primary, and clients wait for one.",
                $"Once it runs, initiate it with the name of its Service: kubectl exec {name}-0 -- mongosh --eval 'rs.initiate({{_id: \"<set>\", members: [{{_id: 0, host: \"{name}:27017\"}}]}})'.");
        }

        if (isMember && !hasKey && resource.Environment.Keys.Any(variable => variable.StartsWith("MONGO_INITDB_ROOT_", StringComparison.Ordinal)))
        {
            yield return Warn("mongod does not start as a member of a replica set with users but without a key file.", "Give it one with --keyFile, in an image that has it, or leave out the users.");
        }

        if (hasKey)
        {
            yield return Warn(
                "mongod does not start with a key file that others than its user can read, and those of ConfigMaps and Secrets can be read by the pod's group.",
                "Have the file in the image, owned by uid 999 and with mode 400, or copy it there before mongod starts.");
        }

        if (texts.Exists(text => OnlyItself().IsMatch(text)))
        {
            yield return Warn("It listens on localhost only, so no other pod reaches it.", "Set bindIp to 0.0.0.0, or bindIpAll to true.");
        }

        PublishWarning Warn(string message, string advice) => new(resource.Name, message, advice, IsLoss: false);
    }

    [GeneratedRegex(@"--replSet\b|^[ \t]*replSetName[ \t]*:|^[ \t]*replSet[ \t]*=", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ReplicaSet();

    [GeneratedRegex(@"--keyFile\b|^[ \t]*keyFile[ \t]*[:=]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex KeyFile();

    [GeneratedRegex(@"(--bind_ip[\s=]+|^[ \t]*bindIp[ \t]*:[ \t]*""?)(127\.0\.0\.1|localhost)""?[ \t\r]*(#.*)?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex OnlyItself();
}
