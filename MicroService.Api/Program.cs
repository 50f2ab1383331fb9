using MicroService.ServiceDefaults;
using MicroService.ServiceDefaults.Lifecycle;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunServiceAsync();
