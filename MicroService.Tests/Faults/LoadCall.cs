namespace MicroService.Tests.Faults;

/// <summary>One kind of request that a load makes.</summary>
/// <param name="Name">What contracts call it.</param>
/// <param name="Good">The outcome while nothing is wrong.</param>
/// <param name="Share">How often it is made among the others.</param>
/// <param name="Create">Makes the request with this number.</param>
/// <param name="Explain">What is wrong with an answer of a good status and its whole body, such as a part that is missing; null if nothing is.</param>
internal sealed record LoadCall(
    string Name,
    string Good,
    int Share,
    Func<int, HttpRequestMessage> Create,
    Func<HttpResponseMessage, byte[], string?> Explain);
