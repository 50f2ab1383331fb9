using System.Text.Json.Serialization;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;

namespace MicroService.Api.Audits;

/// <summary>The JSON contracts of what audits keep in the second level of the cache.</summary>
[JsonSerializable(typeof(FusionCacheDistributedEntry<CachedAudit>))]
[JsonSerializable(typeof(FusionCacheDistributedEntry<KeptAudit>))]
[JsonSerializable(typeof(FusionCacheDistributedEntry<DateTimeOffset>))]
internal sealed partial class AuditCacheJson : JsonSerializerContext;
