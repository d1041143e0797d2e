using Protoo;
using Protoo.Samples.CustomHub;
using Protoo.Samples.CustomHub.Authentication;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Tokens>();
builder.Services.AddAuthentication().AddJwtBearer();
builder.Services.ConfigureOptions<ConfigureTokens>();
builder.Services.AddAuthorization();
builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins(builder.Configuration.GetSection("Origins").Get<string[]>() ?? [])
    .AllowAnyHeader()
    .AllowAnyMethod()
    .AllowCredentials()));
builder.Services.AddControllers();
builder.Services.AddSignalR().AddProtoo<ClassroomHub>(static options =>
{
    options.AnnouncePeers = true;
    options.RunOneAtATime = true;
    options.MaximumPeersPerRoom = 40;
    options.MaximumMessagesPerSecond = 20;
});
builder.Services.AddSingleton<IRoomObserver<ClassroomHub>, ClassRegister>();
builder.Services.AddOptions<BellOptions>().BindConfiguration("Bell");
builder.Services.AddHostedService<Bell>();

var app = builder.Build();
app.UseCors();
app.UseMiddleware<OriginCheck>();
app.MapControllers();
app.MapHub<ClassroomHub>("/hub", static options => options.CloseOnAuthenticationExpiration = true).RequireAuthorization();
app.MapProtoo<ClassroomHub>("/protoo", static options => options.CloseOnAuthenticationExpiration = true).RequireAuthorization();
app.Run();
