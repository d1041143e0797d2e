using Protoo.Samples.Conference;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR().AddProtoo<ConferenceHub>(static options => (options.AnnouncePeers, options.RunOneAtATime) = (true, true));
var app = builder.Build();
app.MapHub<ConferenceHub>("/hub");
app.MapProtoo<ConferenceHub>("/protoo");
app.Run();
