from maatje.outside.commands import main

if __name__ == "__main__":
    main()
