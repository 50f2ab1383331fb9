// The limit that the load harness measures the service against: Kestrel alone, answering every request with the bytes of a file.
// Arguments: the address to listen on, the file, its media type.
var (address, body, mediaType) = (args[0], File.ReadAllBytes(args[1]), args[2]);

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseUrls(address);

var app = builder.Build();
app.Run(context =>
{
    context.Response.ContentType = mediaType;
    context.Response.ContentLength = body.Length;
    return context.Response.Body.WriteAsync(body).AsTask();
});
app.Run();
