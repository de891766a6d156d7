var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "IopClinic");
app.Run();
