using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that request bodies of more than <see cref="DocumentBody.PieceSize"/> bytes share. A body holds what has arrived of it, piece by
/// piece, whatever length it declares.
/// </summary>
public sealed class BodyBudget(IOptionsMonitor<DocumentOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // Bodies wait unread, so that what waits takes no memory here.
    private readonly SharedMemory _memory = new(options.CurrentValue.BodyMemory, queue: long.MaxValue, LongestWait, time);

    /// <summary>A reservation, empty as yet, for a body of a caller that declares <paramref name="length"/> bytes, or none.</summary>
    public BodyReservation Open(string caller, long? length)
    {
        var current = options.CurrentValue;
        var claim = Math.Min(length ?? current.MaxBytes, current.MaxBytes);
        return new BodyReservation(_memory.Open(caller, BodyReservation.RoundUp(claim)), current.MinBytesPerSecond, time);
    }
}
