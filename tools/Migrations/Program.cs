Console.WriteLine("This project only hosts `dotnet ef` at design time: see README.md.");
