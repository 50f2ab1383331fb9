using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cli.Input;

/// <summary>Where an object is written.</summary>
/// <param name="Offset">Its first byte; of an item of a YAML list the start of its line.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Start">Line and column of the first byte.</param>
/// <param name="IsJson">Whether it is JSON.</param>
/// <param name="IsItem">Whether it is an item of a YAML list, with a dash in front.</param>
/// <param name="Type">What the list around it says that it is.</param>
internal readonly record struct PiecePlace(long Offset, int Length, Position Start, bool IsJson, bool IsItem, ListedType? Type);
