# Completes microservice in fish. In ~/.config/fish/config.fish: microservice completion fish | source
function __microservice_complete
    set -l line (commandline --current-process --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    for candidate in (microservice "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
        if string match --quiet -- '-*' "$word"; or not string match --quiet --regex -- '^[-/]' "$candidate"
            echo $candidate
        end
    end
end

complete --command microservice --no-files --condition __fish_use_subcommand --arguments '(__microservice_complete)'
complete --command microservice --condition 'not __fish_use_subcommand' --arguments '(__microservice_complete)'
