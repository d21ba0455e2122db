//! Parts of names as they are given in Kalimantan Barat, by origin. The rarer tail is put together from syllables.

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Malay,
    Dayak,
    Chinese,
    Javanese,
    Madurese,
}

/// Shares in percent: the census of 2010, roughly.
pub(super) const ORIGINS: &[(Origin, u32)] = &[
    (Origin::Dayak, 35),
    (Origin::Malay, 34),
    (Origin::Javanese, 12),
    (Origin::Chinese, 9),
    (Origin::Madurese, 10),
];

/// First words and further words of a name.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) first: &'static str,
    pub(super) more: &'static str,
    /// Syllables of the tail.
    pub(super) tail: [&'static str; 3],
}

pub(super) const fn men(origin: Origin) -> Parts {
    match origin {
        Origin::Malay => Parts {
            first: "MUHAMMAD MUHAMMAD MUHAMMAD MOHAMMAD AHMAD ACHMAD ABDUL SYARIF URAI RADEN HAMDAN ISKANDAR RAMLI BUJANG JAMALUDDIN SULAIMAN IBRAHIM ISMAIL USMAN UMAR ALI HASAN HUSIN YUSUF IDRIS RUSLAN BURHAN ZAINAL KHAIRUL SYAHRUL FIRDAUS RIDWAN TAUFIK IRWAN EFENDI HERMAN DARMAWAN EDI RUDI ANDI DEDI HENDRA INDRA AGUS RIZKI FAJAR ILHAM RAHMAT HIDAYAT FAUZI MUSTAFA",
            more: "YUSUF RAHMAN RAHIM KARIM HAMID AZIZ SALAM MALIK HAKIM AMIN ARIF FADLI RAMADHAN SAPUTRA PRATAMA FIRMANSYAH SYAHPUTRA ALAMSYAH HIDAYATULLAH MAULANA AKBAR ALFARIZI ZULKARNAIN ISKANDAR NASUTION ANSHARI SYAFIQ RIDHO AIDIL HAFIZ NAUFAL RAFLI RAIHAN ALKADRIE ASSEGAF ALQADRIE FIRDAUS KURNIAWAN SETIAWAN GUNAWAN SURYADI JUNAIDI SUPARDI EFENDI MANSUR BASRI",
            tail: [
                "ham sul bur mar rus jam sap zul tar fah nas was dar",
                "di a i u ma na ra",
                "din man yah dar lan sah rin mat wan",
            ],
        },
        Origin::Dayak => Parts {
            first: "YOHANES ANTONIUS PETRUS PAULUS STEFANUS FRANSISKUS MARKUS LUKAS YOSEF YOSEPH AGUSTINUS MARSELINUS VALENTINUS HERONIMUS BENEDIKTUS YAKOBUS MATIUS SIMON THOMAS DOMINIKUS KRISTIANUS ALOYSIUS FABIANUS HENDRIKUS EMANUEL ANDREAS DANIEL DAVID ELIAS NIKODEMUS SUPARMAN LIMIN AKEN AJAN ATENG LIDI UDAU BANGAU JELANI",
            more: "AGUSTINUS SUDARSO ADI JIMI TONO LINTAR RIKI ANDIKA DERRY ANYANG LAWAI NYARONG BARA SINGKAI LENCAU LUHAT USAT DJUWENG LIAH NGAU TINGANG RAJANG ENTALAI JALUNG KANYAN SATAR BALANG KUNTING DENI RUDI AMAN SIUS BUNSU JAMPI",
            tail: [
                "a u i ba ja la ka nga nya su ta ga",
                "li du jan sang tai wan ni ra ma nung",
                "k ng n u t h i",
            ],
        },
        Origin::Chinese => Parts {
            first: "TAN LIM TJHIN BONG LIE LIU NG KHO THIO TJIA TJONG DJUNG PHANG LAI HENDRA HENDRI SUWANDI BUDI TONY JOHAN EDDY ANDY RUDY WILLY FREDDY HERMANTO KARTONO SUSANTO",
            more: "SIU FUI KHIUN MIN NAM HIAN TJUN JUN FO LIONG KIM THIAM BUN SIN SUSANTO GUNAWAN TANJAYA HALIM WIJAYA CHANDRA TJANDRA SETIAWAN KURNIADI LUKITO DJAJA SALIM HARTONO KOSASIH",
            tail: [
                "Fu Kh Th Si Tj Li Mi Ho Ngi Ja Kia Phi",
                "a iu i o ia ua u",
                "n m ng t k i ",
            ],
        },
        Origin::Javanese => Parts {
            first: "SUGENG SUPARDI SUPRIYADI SUTRISNO SUYANTO SUGIARTO SOEKIRMAN SLAMET BAMBANG JOKO DJOKO AGUS BUDI EKO DWI TRI WAHYU HERI ARIF NUR TEGUH WIDODO PURNOMO SUNARTO MULYONO SUWARNO PARDI WAGIMIN KASIMIN MISDI PONIMAN NGATIMIN TUKIMIN",
            more: "SANTOSO PRASETYO WIBOWO NUGROHO SAPUTRO HARYANTO SUSILO RAHARJO CAHYONO SETIAWAN WIJAYA UTOMO HANDOKO KUNCORO PURWANTO SUDARMONO SISWANTO HARTONO YULIANTO KURNIAWAN PAMUNGKAS SUROSO MARYONO WIDIANTO",
            tail: [
                "su ka sa ma pa wa mar kas tu ngat",
                "gi pri tri ji di min ya har wi",
                "man to no di yo yono yanto yadi",
            ],
        },
        Origin::Madurese => Parts {
            first: "MOCH MOH MUHAMMAD ACHMAD ABD ABDUL SAMSUL SYAMSUL MATNUR HOLIL CHOLIL MARSUKI SAHRAN MUNIR RASID BUDIN SANIMAN SUDI MISTUN MARHALI SLAMET BAHRI HASAN",
            more: "ARIFIN RAHEM ROHIM BASIR HOLIK MUNIR SYAFII ZAINI HAMZAH FAUZAN SUBAIRI MASHUDI TOYYIB HALIM HADI ROSI MUKSIN MAHFUD SODIK BAIDOWI",
            tail: [
                "ma sa ha ba mu su ni",
                "rsu hra nna dli hsi ru mi",
                "ki n di ri l m ni",
            ],
        },
    }
}

pub(super) const fn women(origin: Origin) -> Parts {
    match origin {
        Origin::Malay => Parts {
            first: "SITI SITI SITI NUR NURUL DAYANG SYARIFAH UTIN SRI DEWI RINA YULI YULIANA FATIMAH AISYAH KHADIJAH HALIMAH AMINAH ZUBAIDAH MARIANA RATNA NURHAYATI NURAINI ROSMINI SURYANI HERLINA MARLINA ERNAWATI FITRI FITRIANI RAHMAWATI INDAH PUTRI AYU MAYA SARI INTAN NABILA ZAHRA RAUDAH",
            more: "AMINAH HALIMAH AISYAH FATIMAH HAYATI AINI ASIAH JAMILAH RAHMAH ZAHRA LESTARI RAHAYU WULANDARI ANGGRAINI PERMATASARI HANDAYANI SAFITRI OKTAVIANI APRILIANI MAULIDA KHAIRUNISA SALSABILA AZZAHRA RAMADHANI NINGSIH SUSANTI MARLIANA YANTI SALEHA MUNAWARAH NADIA KAMILA",
            tail: [
                "nur sal ham mar ros yul her zah rah",
                "a i ma li na di",
                "yah ti ni wati na dah lina sari",
            ],
        },
        Origin::Dayak => Parts {
            first: "MARIA YOHANA ANASTASIA KRISTINA CHRISTINA AGUSTINA VERONIKA THERESIA TERESIA LUSIA ELISABET FRANSISKA YULIANA MARTINA MARGARETA YOSEFINA VALENTINA MONIKA CECILIA BERNADETA ROSALIA NATALIA SUSANA DEBORA RUT ESTER SELVIANA DAYANG LIDIA",
            more: "ANGELA VERA LIA DESI TINI NIA RINI AYU LINDA YULITA MARSELINA APRILIA OKTAVIA NOVITA PUSPITA RATNASARI JELITA BULAN LINAI INSAN SURA UNGAN BUNGA ULAN TIPUNG DEHEN",
            tail: [
                "a u i ba ja la ka nga nya su ta me",
                "li nda ja sa ta wa ni ra ma nu",
                "i a n ng h u",
            ],
        },
        Origin::Chinese => Parts {
            first: "TAN LIM TJHIN BONG LIE LIU NG KHO THIO TJIA LILY MELI SUSI SHERLY JESSICA STEFANI VIVIAN YENI HENNY LANNY ERNI FELICIA",
            more: "SIU MOI LAN FUI CHIN NGO KHIM NYUK MEI LIN HONG TJU SUSANTI WIJAYA CHANDRA HALIM LESTARI GUNAWAN TANIA ANGELINA OCTAVIA",
            tail: [
                "Fu Kh Th Si Tj Li Mi Ho Ngi Ja Mo Phi",
                "a iu i o ia ua u",
                "n m ng t k i ",
            ],
        },
        Origin::Javanese => Parts {
            first: "SRI SITI ENDANG SUPARTI SUMIATI SUWARNI TUMINAH PARTINI PONIYEM WAGINEM SUTINAH SULASTRI DWI TRI EKA RETNO DEWI DIAH WAHYU NUR LILIS RUKMINI KASIYEM YATI WATINI",
            more: "WAHYUNI RAHAYU LESTARI HANDAYANI WULANDARI UTAMI NINGSIH SETYOWATI PURWANTI ASTUTI KUSUMAWATI PUSPITASARI SUSILOWATI MULYANI HARTATI YULIANTI SULISTYOWATI PRATIWI",
            tail: [
                "su ka sa ma pa wa mar kas tu ngat",
                "gi pri tri ji di mi ya har wi",
                "ni ti nah yem nem wati sih",
            ],
        },
        Origin::Madurese => Parts {
            first: "SITI NUR HATIJAH MARYAM HOLIFAH SUMIATI MASNIAH SAIDAH ROHANI MUTMAINAH HASANAH SUNIAH MARHAMAH BUNIYAH JUMIATI",
            more: "AMINA HOTIJAH AISYAH ROHMAH MAIMUNAH HASANAH FITRIYAH JANNAH HOLILAH QOMARIYAH SUNARTI MARYANI ZAKIYAH",
            tail: [
                "ma sa ha bu mu su ro",
                "rni hma nna dli mi ni ya",
                "ti yah nah dah ni",
            ],
        },
    }
}
