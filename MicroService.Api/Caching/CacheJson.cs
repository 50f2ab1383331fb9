using System.Text.Json.Serialization;
using MicroService.Api.Audits;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;

namespace MicroService.Api.Caching;

/// <summary>What goes to the second level of the cache.</summary>
[JsonSerializable(typeof(FusionCacheDistributedEntry<CachedAudit>))]
[JsonSerializable(typeof(FusionCacheDistributedEntry<KeptAudit>))]
internal sealed partial class CacheJson : JsonSerializerContext;
