namespace MicroService.Tests.Containers;

/// <summary>A ConfigMap or a Secret that is mounted as a folder.</summary>
/// <param name="Path">Where.</param>
/// <param name="Object">The ConfigMap's or Secret's name.</param>
/// <param name="IsSecret">Whether it is a Secret.</param>
/// <param name="IsOptional">Whether the pod starts without it.</param>
/// <param name="Mode">The permissions of its files.</param>
internal sealed record PodVolume(string Path, string Object, bool IsSecret, bool IsOptional, UnixFileMode Mode);
