using System.Collections;
using System.Runtime.CompilerServices;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// The entries of a mapping or the items of a sequence, in their order. A struct, so that a walk through a tree allocates nothing.
/// </summary>
/// <typeparam name="T">What the collection holds.</typeparam>
[CollectionBuilder(typeof(NodeList), nameof(NodeList.Of))]
public readonly struct NodeList<T> : IReadOnlyList<T>
    where T : class
{
    private readonly T[]? _members;

    internal NodeList(T[] members, int count)
    {
        _members = members;
        Count = count;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _members![index];
        }
    }

    /// <summary>Goes through the members.</summary>
    public Enumerator GetEnumerator() => new(_members, Count);

    /// <summary>The index of a member that a condition is true of; -1 if there is none.</summary>
    internal int FindIndex(Predicate<T> isMatch) => Count == 0 ? -1 : Array.FindIndex(_members!, 0, Count, isMatch);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes through the members of a collection.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly T[]? _members;
        private readonly int _count;
        private int _index;

        internal Enumerator(T[]? members, int count)
        {
            _members = members;
            _count = count;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly T Current => _members![_index];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _count;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}

/// <summary>Makes lists of nodes from collection expressions.</summary>
public static class NodeList
{
    /// <summary>A list of these members.</summary>
    public static NodeList<T> Of<T>(ReadOnlySpan<T> members)
        where T : class => new(members.ToArray(), members.Length);

    /// <summary>Puts a member at the end of an array that holds so many.</summary>
    internal static void Append<T>(ref T[] members, ref int count, T member)
    {
        if (count == members.Length)
        {
            Array.Resize(ref members, Math.Max(4, 2 * count));
        }

        members[count++] = member;
    }

    /// <summary>Takes the member at an index out of an array that holds so many.</summary>
    internal static void RemoveAt<T>(T[] members, ref int count, int index)
    {
        Array.Copy(members, index + 1, members, index, --count - index);
        members[count] = default!;
    }
}
