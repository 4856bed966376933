//! In which time zones a phone number may ring: told by its calling code, in North America by its area code.
//!
//! A number says where it was given out, not where its holder is; so it never takes the place of the contact's own zone
//! but stands beside it. Calling codes: ITU-T E.164 list of assigned codes; area codes: North American Numbering Plan
//! Administrator; zones of countries: IANA tz database, zones whose clocks agreed from 2024 to 2027 told once.

use chrono_tz::Tz;

/// The zones a number may ring in, separated by blanks; `None` where its code is none of a country (satellite and
/// international networks) or not known here.
pub(in crate::outbound) fn zone_names_of(phone: &str) -> Option<&'static str> {
    let digits = phone.strip_prefix('+')?;
    if let Some(national) = digits.strip_prefix('1') {
        let area = national.get(..3)?;
        let known = AREA_CODES.iter().find(|(_, codes)| has_code(codes, area));
        return Some(known.map_or(ANYWHERE_IN_NORTH_AMERICA, |(zones, _)| *zones));
    }
    // Seven is Russia's and Kazakhstan's, the latter where 6 or 7 follows.
    if let Some(national) = digits.strip_prefix('7') {
        return Some(match national.get(..1)? {
            "6" | "7" => "Asia/Almaty",
            _ => RUSSIA,
        });
    }
    // No calling code begins with another.
    (1..=3).find_map(|length| {
        let code = digits.get(..length)?;
        let place = CALLING_CODES.binary_search_by_key(&code, |(code, _)| *code);
        place
            .ok()
            .and_then(|place| CALLING_CODES.get(place))
            .map(|(_, zones)| *zones)
    })
}

/// The same as zones. The names are of the table, whose test reads them all.
pub(in crate::outbound) fn zones_of(names: &str) -> impl Iterator<Item = Tz> {
    names.split(' ').filter_map(|name| name.parse().ok())
}

fn has_code(codes: &str, code: &str) -> bool {
    codes.split(' ').any(|one| one == code)
}

/// Of numbers without a place (800, 888, …) and of area codes that are newer than this table.
const ANYWHERE_IN_NORTH_AMERICA: &str = "America/St_Johns America/Halifax America/New_York America/Chicago America/Denver \
     America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu";

const RUSSIA: &str = "Europe/Kaliningrad Europe/Moscow Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk \
     Asia/Irkutsk Asia/Chita Asia/Vladivostok Asia/Magadan Asia/Kamchatka";

/// Area codes by their zones; a code with two zones lies across their border.
const AREA_CODES: &[(&str, &str)] = &[
    ("America/Anchorage America/Adak", "907"),
    (
        "America/Chicago",
        "205 210 214 217 218 224 225 228 251 254 256 262 281 309 312 314 316 318 319 320 325 331 334 337 \
         346 361 402 405 409 414 417 430 432 447 464 469 479 501 504 507 512 515 531 534 539 563 573 580 \
         601 608 612 615 618 629 630 636 641 651 659 660 662 682 708 712 713 715 726 730 731 737 763 769 \
         773 779 806 815 816 817 830 832 847 861 870 872 901 903 913 918 920 931 936 938 940 945 952 956 \
         972 975 979 985",
    ),
    ("America/Chicago America/Denver", "308 605 620 701 785 915"),
    (
        "America/Denver",
        "303 307 385 406 435 505 575 719 720 801 970 983",
    ),
    ("America/Denver America/Los_Angeles", "208 458 541 986"),
    ("America/Edmonton", "368 403 587 780 825"),
    (
        "America/Edmonton America/Toronto America/Winnipeg America/Regina America/Whitehorse",
        "867",
    ),
    ("America/Grand_Turk", "649"),
    ("America/Halifax", "428 506 782 902"),
    (
        "America/Los_Angeles",
        "206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 503 509 510 530 559 562 564 619 \
         626 628 650 657 661 669 702 707 714 725 747 760 775 805 818 820 831 837 840 858 909 916 925 949 \
         951 971",
    ),
    (
        "America/New_York",
        "201 202 203 207 212 215 216 220 223 227 229 234 239 240 242 248 252 267 272 276 283 301 302 304 \
         305 313 315 317 321 324 326 330 332 336 339 347 351 352 380 386 401 404 407 410 412 413 419 434 \
         440 443 445 463 470 475 478 484 508 513 516 518 540 551 557 561 567 570 571 582 585 586 603 607 \
         609 610 614 616 617 624 631 640 645 646 656 667 678 679 680 681 686 689 703 704 706 716 717 718 \
         724 727 728 729 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 810 813 814 \
         821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 \
         917 919 929 934 937 941 943 947 948 954 959 973 978 980 984 989",
    ),
    (
        "America/New_York America/Chicago",
        "219 270 364 423 448 574 812 850 906 930",
    ),
    ("America/Panama", "345 658 876"),
    ("America/Phoenix", "480 520 602 623"),
    ("America/Phoenix America/Denver", "928"),
    (
        "America/Puerto_Rico",
        "246 264 268 284 340 473 664 721 758 767 784 787 809 829 849 868 869 939",
    ),
    ("America/Regina", "306 474 639"),
    ("America/St_Johns America/Halifax", "709 879"),
    (
        "America/Toronto",
        "226 249 263 289 343 354 365 367 382 416 418 437 438 450 468 514 519 548 579 581 613 647 683 705 \
         742 753 819 873 905 942",
    ),
    ("America/Toronto America/Winnipeg", "807"),
    (
        "America/Vancouver America/Edmonton America/Dawson_Creek",
        "236 250 257 604 672 778",
    ),
    ("America/Winnipeg", "204 431 584"),
    ("Atlantic/Bermuda", "441"),
    ("Pacific/Guam", "670 671"),
    ("Pacific/Honolulu", "808"),
    ("Pacific/Pago_Pago", "684"),
];

/// Zones by calling code, in the codes' order.
const CALLING_CODES: &[(&str, &str)] = &[
    ("20", "Africa/Cairo"),
    ("211", "Africa/Juba"),
    ("212", "Africa/Casablanca"),
    ("213", "Africa/Algiers"),
    ("216", "Africa/Tunis"),
    ("218", "Africa/Tripoli"),
    ("220", "Africa/Banjul"),
    ("221", "Africa/Dakar"),
    ("222", "Africa/Nouakchott"),
    ("223", "Africa/Bamako"),
    ("224", "Africa/Conakry"),
    ("225", "Africa/Abidjan"),
    ("226", "Africa/Ouagadougou"),
    ("227", "Africa/Niamey"),
    ("228", "Africa/Lome"),
    ("229", "Africa/Porto-Novo"),
    ("230", "Indian/Mauritius"),
    ("231", "Africa/Monrovia"),
    ("232", "Africa/Freetown"),
    ("233", "Africa/Accra"),
    ("234", "Africa/Lagos"),
    ("235", "Africa/Ndjamena"),
    ("236", "Africa/Bangui"),
    ("237", "Africa/Douala"),
    ("238", "Atlantic/Cape_Verde"),
    ("239", "Africa/Sao_Tome"),
    ("240", "Africa/Malabo"),
    ("241", "Africa/Libreville"),
    ("242", "Africa/Brazzaville"),
    ("243", "Africa/Kinshasa Africa/Lubumbashi"),
    ("244", "Africa/Luanda"),
    ("245", "Africa/Bissau"),
    ("246", "Indian/Chagos"),
    ("248", "Indian/Mahe"),
    ("249", "Africa/Khartoum"),
    ("250", "Africa/Kigali"),
    ("251", "Africa/Addis_Ababa"),
    ("252", "Africa/Mogadishu"),
    ("253", "Africa/Djibouti"),
    ("254", "Africa/Nairobi"),
    ("255", "Africa/Dar_es_Salaam"),
    ("256", "Africa/Kampala"),
    ("257", "Africa/Bujumbura"),
    ("258", "Africa/Maputo"),
    ("260", "Africa/Lusaka"),
    ("261", "Indian/Antananarivo"),
    ("262", "Indian/Reunion Indian/Mayotte"),
    ("263", "Africa/Harare"),
    ("264", "Africa/Windhoek"),
    ("265", "Africa/Blantyre"),
    ("266", "Africa/Maseru"),
    ("267", "Africa/Gaborone"),
    ("268", "Africa/Mbabane"),
    ("269", "Indian/Comoro"),
    ("27", "Africa/Johannesburg"),
    ("290", "Atlantic/St_Helena"),
    ("291", "Africa/Asmara"),
    ("297", "America/Aruba"),
    ("298", "Atlantic/Faroe"),
    (
        "299",
        "America/Nuuk America/Danmarkshavn America/Scoresbysund America/Thule",
    ),
    ("30", "Europe/Athens"),
    ("31", "Europe/Amsterdam"),
    ("32", "Europe/Brussels"),
    ("33", "Europe/Paris"),
    ("34", "Europe/Madrid Atlantic/Canary"),
    ("350", "Europe/Gibraltar"),
    ("351", "Europe/Lisbon Atlantic/Azores"),
    ("352", "Europe/Luxembourg"),
    ("353", "Europe/Dublin"),
    ("354", "Atlantic/Reykjavik"),
    ("355", "Europe/Tirane"),
    ("356", "Europe/Malta"),
    ("357", "Asia/Nicosia"),
    ("358", "Europe/Helsinki"),
    ("359", "Europe/Sofia"),
    ("36", "Europe/Budapest"),
    ("370", "Europe/Vilnius"),
    ("371", "Europe/Riga"),
    ("372", "Europe/Tallinn"),
    ("373", "Europe/Chisinau"),
    ("374", "Asia/Yerevan"),
    ("375", "Europe/Minsk"),
    ("376", "Europe/Andorra"),
    ("377", "Europe/Monaco"),
    ("378", "Europe/San_Marino"),
    ("380", "Europe/Simferopol Europe/Kyiv"),
    ("381", "Europe/Belgrade"),
    ("382", "Europe/Podgorica"),
    ("383", "Europe/Belgrade"),
    ("385", "Europe/Zagreb"),
    ("386", "Europe/Ljubljana"),
    ("387", "Europe/Sarajevo"),
    ("389", "Europe/Skopje"),
    ("39", "Europe/Rome"),
    ("40", "Europe/Bucharest"),
    ("41", "Europe/Zurich"),
    ("420", "Europe/Prague"),
    ("421", "Europe/Bratislava"),
    ("423", "Europe/Vaduz"),
    ("43", "Europe/Vienna"),
    ("44", "Europe/London"),
    ("45", "Europe/Copenhagen"),
    ("46", "Europe/Stockholm"),
    ("47", "Europe/Oslo"),
    ("48", "Europe/Warsaw"),
    ("49", "Europe/Berlin"),
    ("500", "Atlantic/Stanley"),
    ("501", "America/Belize"),
    ("502", "America/Guatemala"),
    ("503", "America/El_Salvador"),
    ("504", "America/Tegucigalpa"),
    ("505", "America/Managua"),
    ("506", "America/Costa_Rica"),
    ("507", "America/Panama"),
    ("508", "America/Miquelon"),
    ("509", "America/Port-au-Prince"),
    ("51", "America/Lima"),
    (
        "52",
        "America/Mexico_City America/Cancun America/Matamoros America/Ciudad_Juarez America/Mazatlan America/Tijuana",
    ),
    ("53", "America/Havana"),
    ("54", "America/Argentina/Buenos_Aires"),
    (
        "55",
        "America/Noronha America/Belem America/Campo_Grande America/Eirunepe",
    ),
    (
        "56",
        "America/Santiago America/Coyhaique America/Punta_Arenas Pacific/Easter",
    ),
    ("57", "America/Bogota"),
    ("58", "America/Caracas"),
    ("590", "America/Guadeloupe"),
    ("591", "America/La_Paz"),
    ("592", "America/Guyana"),
    ("593", "America/Guayaquil Pacific/Galapagos"),
    ("594", "America/Cayenne"),
    ("595", "America/Asuncion"),
    ("596", "America/Martinique"),
    ("597", "America/Paramaribo"),
    ("598", "America/Montevideo"),
    ("599", "America/Curacao"),
    ("60", "Asia/Kuala_Lumpur"),
    (
        "61",
        "Australia/Sydney Australia/Lord_Howe Australia/Broken_Hill Australia/Brisbane Australia/Darwin Australia/Perth Australia/Eucla Indian/Christmas Indian/Cocos",
    ),
    ("62", "Asia/Jakarta Asia/Makassar Asia/Jayapura"),
    ("63", "Asia/Manila"),
    ("64", "Pacific/Auckland Pacific/Chatham"),
    ("65", "Asia/Singapore"),
    ("66", "Asia/Bangkok"),
    ("670", "Asia/Dili"),
    ("672", "Pacific/Norfolk"),
    ("673", "Asia/Brunei"),
    ("674", "Pacific/Nauru"),
    ("675", "Pacific/Port_Moresby Pacific/Bougainville"),
    ("676", "Pacific/Tongatapu"),
    ("677", "Pacific/Guadalcanal"),
    ("678", "Pacific/Efate"),
    ("679", "Pacific/Fiji"),
    ("680", "Pacific/Palau"),
    ("681", "Pacific/Wallis"),
    ("682", "Pacific/Rarotonga"),
    ("683", "Pacific/Niue"),
    ("685", "Pacific/Apia"),
    ("686", "Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati"),
    ("687", "Pacific/Noumea"),
    ("688", "Pacific/Funafuti"),
    ("689", "Pacific/Tahiti Pacific/Marquesas Pacific/Gambier"),
    ("690", "Pacific/Fakaofo"),
    ("691", "Pacific/Chuuk Pacific/Pohnpei"),
    ("692", "Pacific/Majuro"),
    ("81", "Asia/Tokyo"),
    ("82", "Asia/Seoul"),
    ("84", "Asia/Ho_Chi_Minh"),
    ("850", "Asia/Pyongyang"),
    ("852", "Asia/Hong_Kong"),
    ("853", "Asia/Macau"),
    ("855", "Asia/Phnom_Penh"),
    ("856", "Asia/Vientiane"),
    ("86", "Asia/Shanghai"),
    ("880", "Asia/Dhaka"),
    ("886", "Asia/Taipei"),
    ("90", "Europe/Istanbul"),
    ("91", "Asia/Kolkata"),
    ("92", "Asia/Karachi"),
    ("93", "Asia/Kabul"),
    ("94", "Asia/Colombo"),
    ("95", "Asia/Yangon"),
    ("960", "Indian/Maldives"),
    ("961", "Asia/Beirut"),
    ("962", "Asia/Amman"),
    ("963", "Asia/Damascus"),
    ("964", "Asia/Baghdad"),
    ("965", "Asia/Kuwait"),
    ("966", "Asia/Riyadh"),
    ("967", "Asia/Aden"),
    ("968", "Asia/Muscat"),
    ("970", "Asia/Gaza"),
    ("971", "Asia/Dubai"),
    ("972", "Asia/Jerusalem"),
    ("973", "Asia/Bahrain"),
    ("974", "Asia/Qatar"),
    ("975", "Asia/Thimphu"),
    ("976", "Asia/Ulaanbaatar Asia/Hovd"),
    ("977", "Asia/Kathmandu"),
    ("98", "Asia/Tehran"),
    ("992", "Asia/Dushanbe"),
    ("993", "Asia/Ashgabat"),
    ("994", "Asia/Baku"),
    ("995", "Asia/Tbilisi"),
    ("996", "Asia/Bishkek"),
    ("998", "Asia/Samarkand"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_rings_in_the_zones_of_its_area_or_country_and_seven_is_told_apart_by_the_next_digit()
     {
        assert_eq!(zone_names_of("+8613800000000"), Some("Asia/Shanghai"));
        assert_eq!(zone_names_of("+12125550123"), Some("America/New_York"));
        assert_eq!(
            zone_names_of("+18505550123"),
            Some("America/New_York America/Chicago"),
            "Florida's panhandle has both"
        );
        assert_eq!(zone_names_of("+77015550123"), Some("Asia/Almaty"));
        assert_eq!(zone_names_of("+4930123456"), Some("Europe/Berlin"));
        let anywhere = zone_names_of("+18005550123").unwrap();
        assert_eq!(zones_of(anywhere).count(), 9);
        let russian: Vec<_> = zones_of(zone_names_of("+79165550123").unwrap()).collect();
        assert!(russian.len() == 11 && !russian.contains(&chrono_tz::Asia::Almaty));
        assert_eq!(
            zone_names_of("+870773000000"),
            None,
            "Inmarsat is of no country"
        );
    }

    #[test]
    fn every_zone_of_the_tables_is_one_and_codes_are_in_order_and_none_begins_with_another() {
        let constants = [ANYWHERE_IN_NORTH_AMERICA, RUSSIA];
        let areas = AREA_CODES.iter().map(|(zones, _)| *zones);
        let countries = CALLING_CODES.iter().map(|(_, zones)| *zones);
        for names in areas.chain(countries).chain(constants) {
            assert_eq!(zones_of(names).count(), names.split(' ').count(), "{names}");
        }
        assert!(CALLING_CODES.is_sorted());
        for (code, _) in CALLING_CODES {
            let longer = CALLING_CODES
                .iter()
                .filter(|(other, _)| other.starts_with(code));
            assert_eq!(longer.count(), 1, "{code}");
        }
        let mut codes: Vec<_> = AREA_CODES
            .iter()
            .flat_map(|(_, codes)| codes.split(' '))
            .collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all, "an area code is named once");
    }
}
