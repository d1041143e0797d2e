using Protoo.Samples.CustomHub;
using Protoo.Samples.CustomHub.Authentication;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Tokens>();
builder.Services.AddAuthentication().AddJwtBearer();
builder.Services.ConfigureOptions<ConfigureTokens>();
builder.Services.AddAuthorization();
builder.Services.AddControllers();
builder.Services.AddSignalR().AddProtoo<ClassroomHub>(static options => options.AnnouncePeers = true);
builder.Services.AddOptions<BellOptions>().BindConfiguration("Bell");
builder.Services.AddHostedService<Bell>();

var app = builder.Build();
app.MapControllers();
app.MapHub<ClassroomHub>("/hub").RequireAuthorization();
app.MapProtoo<ClassroomHub>("/protoo").RequireAuthorization();
app.Run();
