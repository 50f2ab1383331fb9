using MicroService.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddHttpClient("upstream", client => client.BaseAddress = new Uri(builder.Configuration["Greeter:Upstream"] ?? "http://localhost"));

var app = builder.Build();
app.MapDefaultEndpoints();

app.MapGet("/", () => "Hello");
app.MapPost("/", (HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted));

// Heeds the end of the request, as a well-behaved handler does; the other one does not.
app.MapGet("/slow/{milliseconds:int}", async (int milliseconds, CancellationToken aborted) =>
{
    await Task.Delay(milliseconds, aborted);
    return "Hello at last";
});
app.MapGet("/deaf/{milliseconds:int}", async (int milliseconds) =>
{
    await Task.Delay(milliseconds);
    return "Hello at last";
});

app.MapMethods("/upstream/{**path}", ["GET", "POST"], async (HttpContext context, string? path, IHttpClientFactory clients) =>
{
    using var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), new Uri($"/{path}", UriKind.Relative));
    if (HttpMethods.IsPost(context.Request.Method))
    {
        request.Content = new StreamContent(context.Request.Body);
    }

    using var response = await clients.CreateClient("upstream").SendAsync(request, context.RequestAborted);
    context.Response.StatusCode = (int)response.StatusCode;
    await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
});
app.MapPost("/forget", (HttpContext _) => { Task.Run(static () => throw new InvalidOperationException("It is forgotten on purpose.")); return Task.CompletedTask; });
app.MapPost("/crash", () => new Thread(static () => throw new InvalidOperationException("It crashes on purpose.")).Start());

app.Run();
