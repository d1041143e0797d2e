using Microsoft.Extensions.Options;
using Protoo.Server.Access;

namespace Protoo.Server.Admin;

/// <summary>Maps the operator's HTTP API and page, if they are on.</summary>
internal static class AdminEndpoints
{
    private const string Section = "Protoo:Admin";

    public static void AddAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        services.AddOptionsWithValidateOnStart<AdminOptions>().Bind(section);
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsAnnotations>();
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>();
        services.AddSingleton<FailedTries>();
        services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolver = AdminContext.Default);
        if (section[nameof(AdminOptions.Policy)] is { Length: > 0 })
        {
            services.AddAuthentication();
            services.AddAuthorization();
        }
    }

    /// <summary>Whether an authorization policy protects the API, instead of a key.</summary>
    public static bool HasAdminPolicy(this WebApplication app) => app.Configuration[$"{Section}:{nameof(AdminOptions.Policy)}"] is { Length: > 0 };

    public static void MapAdmin(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<AdminOptions>>().Value;
        var admin = app.MapGroup(string.Empty);
        if (app.HasAdminPolicy())
        {
            admin.RequireAuthorization(options.Policy!);
            app.MapAdminPage().RequireAuthorization(options.Policy!);
        }
        else if (options.ApiKey is { Length: > 0 } apiKey)
        {
            // The page holds no data, and asks for the key.
            admin.AddEndpointFilter(new AdminKeyFilter(apiKey, app.Services.GetRequiredService<FailedTries>(), app.Services.GetRequiredService<RefusalLog>()));
            app.MapAdminPage();
        }
        else
        {
            return;
        }

        admin.AddEndpointFilter(new AdminErrorFilter());
        RoomEndpoints.Map(admin.MapGroup("/rooms"));
        InstanceEndpoints.Map(admin.MapGroup("/instances"));
    }
}
