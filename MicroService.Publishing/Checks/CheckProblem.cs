namespace MicroService.Publishing.Checks;

/// <summary>Objects that don't fit together.</summary>
/// <param name="Object">The object, as <c>Kind/name</c>.</param>
/// <param name="Pointer">The place in it (RFC 6901); empty for the object as a whole.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
/// <param name="Setting">The setting under <c>Kubernetes</c> that is the likely cause; null if the cause must be a bug of the
/// publisher.</param>
internal sealed record CheckProblem(string Object, string Pointer, string Message, string? Setting = null)
{
    public override string ToString() =>
        $"{Object}{(Pointer.Length > 0 ? $" {Pointer}" : "")}: {Message}{(Setting is null ? "" : $" See the setting Kubernetes:{Setting}.")}";
}
